import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { LocatedMap } from "../source/located.ts";
import { Fields } from "./fields.ts";
import type { Input } from "./inputs/input.ts";
import type { ManualTask } from "./model.ts";
import { readEntry } from "./read-entry.ts";
import type { StepContext } from "./step-context.ts";

/** A task that a person does. */
export function readManual(fields: Fields, context: StepContext): ManualTask {
  fields.refuseOthers(["name", "manual", "when", "tags", "source"], "manual task");
  const manual = fields.mapping("manual");
  const inner = new Fields(manual ?? emptyMap(fields.map), context.collector);
  inner.refuseOthers(["instructions", "link", "capture"], "manual task");
  return {
    kind: "manual",
    ...readEntry(fields, context, "a person does this"),
    variables: context.inherited.variables,
    instructions: inner.value("instructions"),
    link: inner.value("link"),
    capture: captured(inner, context),
    barrier: true,
  };
}

function captured(inner: Fields, { inputs, collector }: StepContext): readonly Input[] {
  const found = inner.entry("capture")?.value;
  const names = found?.kind === "map" ? found.entries.map(({ key }) => key) : inner.words("capture");
  return names.flatMap((name) => {
    const input = inputs.find((one) => one.name === name);
    if (input) return [input];
    collector.attempt(() => {
      throw problem("RB1103", `"${name}" is not declared under "inputs"`, {
        at: found?.span,
        hint:
          didYouMean(
            name,
            inputs.map((one) => one.name),
          ) ?? "Declare it there, with its type and pattern.",
      });
    });
    return [];
  });
}

function emptyMap(like: LocatedMap): LocatedMap {
  return { kind: "map", entries: [], span: like.span };
}
