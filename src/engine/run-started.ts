import type { Fact } from "../events/bus.ts";
import type { TaskLabel } from "../events/event.ts";
import { leavesOf, rescuersIn } from "../runbook/leaves-of.ts";
import type { Leaf } from "../runbook/model.ts";
import { placeOf } from "../source/span.ts";
import type { RunContext } from "./run-context.ts";
import type { SelectedPlay } from "./select-steps.ts";

/** What everybody is told when a walk begins. */
export function runStarted(
  context: RunContext,
  hostsOf: ReadonlyMap<SelectedPlay, readonly string[]>,
  hosts: readonly string[],
): Fact {
  const { mode, runbook, inventory } = context;
  const { file, name, source } = runbook;
  return {
    type: "run.started",
    mode,
    runbook: file.name,
    name,
    ...(source !== undefined && { source }),
    ...(runbook.undoes !== undefined && { undoes: runbook.undoes }),
    inventory: inventory.sources,
    hosts,
    playHosts: Object.fromEntries([...hostsOf].map(([{ play }, names]) => [play.name, names])),
    tasks: [...hostsOf.keys()].flatMap((selected) => labelsOf(selected, context)),
  };
}

function labelsOf({ play, steps }: SelectedPlay, { mode, runbook: { source } }: RunContext): readonly TaskLabel[] {
  const rescuers = new Set(rescuersIn(steps));
  const label = (step: Leaf, handler: boolean): TaskLabel => ({
    id: step.id,
    name: step.name,
    play: play.name,
    handler,
    manual: step.kind === "manual",
    ...(step.kind === "task" && step.noLog && { noLog: true }),
    ...(rescuers.has(step) && { rescue: true }),
    at: placeOf(step.span),
    ...sourceOf(step, source),
  });
  return [
    ...leavesOf(steps)
      .filter(({ kind }) => kind !== "flush" && (kind !== "settle" || mode === "apply"))
      .map((step) => label(step, false)),
    ...play.handlers.map((one) => label(one, true)),
  ];
}

/** The address of a step; a place in the runbook's own document is made whole. */
function sourceOf({ source }: Leaf, document: string | undefined): Pick<TaskLabel, "source"> {
  if (source === undefined) return {};
  return { source: source.startsWith("#") ? `${document ?? ""}${source}` : source };
}
