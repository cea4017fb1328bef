import { problem } from "../problems/problem.ts";
import { checkUnderSwitch } from "./check-under-switch.ts";
import type { Fields } from "./fields.ts";
import { inheritedBy } from "./inherited.ts";
import { looksAtOtherHosts } from "./looks-at-other-hosts.ts";
import type { Task } from "./model.ts";
import { readBackground } from "./read-background.ts";
import { readBrought } from "./read-brought.ts";
import { readConfirmWithin } from "./read-confirm-within.ts";
import { readEntry } from "./read-entry.ts";
import { readLoop } from "./read-loop.ts";
import { readModuleCall } from "./read-module-call.ts";
import { readUntil } from "./read-until.ts";
import type { StepContext } from "./step-context.ts";

/** A task that runs a module, complete with what the blocks around it say for it. */
export async function readTask(fields: Fields, context: StepContext): Promise<Task | undefined> {
  const { collector, isLockstep, isUnderSwitch } = context;
  const said = inheritedBy(fields, context.inherited);
  const call = await readModuleCall(fields, collector, said);
  if (!call) return undefined;
  const loop = readLoop(fields, collector);
  const brings = await collector.attemptLater(() => readBrought(call, { ...context, loop }));
  const { tags, noLog, isFatal = false, moduleDefaults: _defaults, ...inherited } = said;
  const task = {
    kind: "task" as const,
    ...readEntry(fields, context, call.module.name, tags),
    ...call,
    ...inherited,
    isFatal,
    noLog: noLog ?? false,
    loop,
    ...(brings && { brings }),
    ...readUntil(fields, collector),
    background: collector.attempt(() =>
      readBackground(fields, call, { checkMode: inherited.checkMode, isUnderSwitch }),
    ),
    register: fields.name("register"),
    listen: fields.words("listen"),
    changedWhen: fields.conditions("changed_when"),
    failedWhen: fields.conditions("failed_when"),
    confirmWithin: collector.attempt(() =>
      readConfirmWithin(fields, call, { checkMode: inherited.checkMode, isUnderSwitch }),
    ),
  };
  collector.attempt(() => checkDelegatedFacts(fields, task));
  if (isUnderSwitch) collector.attempt(() => checkUnderSwitch(fields, task));
  return {
    ...task,
    barrier:
      isLockstep || isFatal || task.once !== undefined || task.delegateTo !== undefined || looksAtOtherHosts(task),
  };
}

/** RB1103: variables of files go to the host whose task it is. */
function checkDelegatedFacts(
  fields: Fields,
  { delegatesFacts, module, moduleSpan }: Pick<Task, "delegatesFacts" | "module" | "moduleSpan">,
): void {
  if (!delegatesFacts || module.name !== "include_vars") return;
  throw problem("RB1103", '"delegate_facts" is not for files of variables', {
    at: fields.entry("delegate_facts")?.keySpan ?? moduleSpan,
    hint: "Bring them in a play for the other host, or set what is needed with set_fact.",
  });
}
