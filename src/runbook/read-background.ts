import { lint } from "../problems/lint.ts";
import { problem } from "../problems/problem.ts";
import { checkJobTime } from "./check-job-time.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./model.ts";
import type { ModuleCall } from "./read-module-call.ts";
import type { ValueSource } from "./value-source.ts";

/** `async` with `poll: 0`: how long the command may run on that the task only starts. RB1103 where there is none; a lint (RB2214). */
export function readBackground(
  fields: Fields,
  { module }: Pick<ModuleCall, "module">,
  checkMode: Task["checkMode"],
): ValueSource | undefined {
  const [source, poll] = [fields.value("async"), fields.value("poll")];
  if (poll && !source) {
    const at = fields.entry("poll")?.keySpan;
    const hint = 'Give "async: SECONDS" too, or take it out.';
    fields.collector.add(lint("RB2214", '"poll" says nothing without "async": the task is waited for', { at, hint }));
  }
  const isWanted = source && poll?.kind === "constant" && poll.value === 0;
  if (!isWanted || (source.kind === "constant" && source.value === 0)) return undefined;
  if (source.kind === "constant" && typeof source.value === "number") checkJobTime(source.value, "RB1101", source.span);
  if (!module.background) {
    throw problem("RB1103", `"poll: 0" is for commands that run on, and ${module.name} is none`, {
      at: poll.span,
      hint: "Leave poll out: other hosts do not wait. Only command and shell can run on.",
    });
  }
  if (checkMode === false) {
    throw problem("RB1103", '"poll: 0" would leave a command running after a plan: "check_mode: false" runs in plans', {
      at: poll.span,
      hint: "Leave one of them out.",
    });
  }
  return source;
}
