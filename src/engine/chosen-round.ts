import { textOf } from "../expression/text-of.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { choiceName } from "../runbook/choice-name.ts";
import type { Block, Choice } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import type { HostState } from "./host-state.ts";
import type { Round } from "./place.ts";

type Choosing = Block & { readonly choice: Choice };

/** Of the blocks to choose from, the one with the name that the host gives; all of them, perhaps, while a plan does not know it. */
export function chosenRound(block: Choosing, holds: Round["holds"], host: HostState): Round {
  try {
    if (holds() === false) return { block: { ...block, steps: [] }, holds };
    const name = nameFor(block, host);
    if (name instanceof Unknown) return { block, holds: () => (holds() === true ? name : holds()) };
    if (!block.choice.known.includes(name)) throw notThere(name, block.choice);
    return {
      block: { ...block, steps: block.steps.filter((one) => one.kind === "block" && one.chosen === name) },
      holds,
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const fails = () => {
      throw error;
    };
    return { block: { ...block, steps: [block.choice.otherwise] }, holds: fails };
  }
}

function nameFor(block: Choosing, host: HostState): string | Unknown {
  const value = evaluateSource(block.choice.name, host.variables.scope({ task: block }));
  const texts = (isList(value) ? value : [value]).map(textOf);
  const unknown = texts.find((text) => text instanceof Unknown);
  return unknown ?? choiceName(texts.map(String));
}

function notThere(name: string, { known, name: { span } }: Choice): ProblemError {
  return problem("RB2107", `there is no file "${name}"`, {
    at: span,
    hint: `Of the files that it may be there ${known.length === 0 ? "is none" : `are ${known.join(", ")}`}.`,
  });
}
