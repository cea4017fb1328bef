import { loadModule } from "../modules/contract/registry.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { Block, Choice, Task } from "./model.ts";
import type { StepContext } from "./step-context.ts";
import { choicePrefix } from "./step-ids.ts";
import type { ValueSource } from "./value-source.ts";

/** One of the blocks that a host may choose: its name, and how its steps are read; ids begin with the prefix. */
export interface Option {
  readonly name: string;
  readonly read: (prefix: string) => Promise<Pick<Block, "steps" | "shares" | "once">>;
}

/** What may stand at a name that only a run tells, each of it read. RB2107 where nothing is there, RB1006 where too much may be. */
export async function readChoice(
  block: Omit<Block, "steps">,
  {
    name,
    options,
    at,
    isThere,
  }: { readonly name: ValueSource; readonly options: readonly Option[]; readonly at: Span; readonly isThere: boolean },
  { collector, files }: StepContext,
): Promise<Block> {
  if (!isThere) {
    throw problem("RB2107", "no file matches what is written of this name", {
      at,
      hint: "Files are read before the run, and expressions in a name stand for something without a slash.",
    });
  }
  const steps: Block[] = [];
  for (const [index, option] of options.entries()) {
    const id = choicePrefix(block.id, index);
    files.guess(at);
    const own = await collector.attemptLater(() => option.read(id));
    const bare = { ...block, id, name: option.name, when: [], chosen: option.name, loop: undefined };
    steps.push({ ...bare, ...(own ?? { steps: [] }) });
  }
  const choice: Choice = { name, known: options.map((option) => option.name), otherwise: await otherwise(block, at) };
  return { ...block, steps, choice };
}

async function otherwise(
  { id, name, tags, variables, given, role, span }: Omit<Block, "steps">,
  at: Span,
): Promise<Task> {
  return {
    kind: "task",
    id: `${id}.none`,
    name,
    when: [],
    tags,
    source: undefined,
    span,
    role,
    given,
    module: await loadModule("fail"),
    moduleSpan: at,
    parameters: new Map(),
    variables,
    register: undefined,
    notify: undefined,
    listen: [],
    become: { become: undefined, user: undefined, method: undefined, flags: undefined },
    environment: [],
    changedWhen: undefined,
    failedWhen: undefined,
    ignoreErrors: undefined,
    checkMode: undefined,
    noLog: false,
    barrier: false,
  };
}
