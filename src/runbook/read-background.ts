import { lint } from "../problems/lint.ts";
import { problem } from "../problems/problem.ts";
import { checkJobTime } from "./check-job-time.ts";
import type { Fields } from "./fields.ts";
import { isJob } from "./is-job.ts";
import type { Task } from "./model.ts";
import type { ModuleCall } from "./read-module-call.ts";
import type { StepsContext } from "./step-context.ts";
import type { ValueSource } from "./value-source.ts";

/** `async` with `poll: 0`: how long the command may run on that the task only starts. RB1101, RB1103 where nothing can; a lint (RB2214). */
export function readBackground(
  fields: Fields,
  call: ModuleCall,
  { checkMode, isUnderSwitch }: Pick<Task, "checkMode"> & Pick<StepsContext, "isUnderSwitch">,
): ValueSource | undefined {
  const poll = fields.entry("poll");
  if (poll && !fields.entry("async")) {
    const at = poll.keySpan;
    const hint = 'Give "async: SECONDS" too, or take it out.';
    fields.collector.add(lint("RB2214", '"poll" says nothing without "async": the task is waited for', { at, hint }));
  }
  if (!isJob(fields)) return undefined;
  const at = poll?.value.span;
  const { module } = call;
  const source = fields.value("async");
  if (source?.kind === "constant" && typeof source.value === "number")
    checkJobTime(source.value, "RB1101", source.span);
  if (!module.background) {
    throw problem("RB1103", `"poll: 0" is for commands that run on, and ${module.name} is none`, {
      at,
      hint: "Leave poll out: other hosts do not wait. Only command and shell can run on.",
    });
  }
  if (checkMode === false) {
    throw problem("RB1103", '"poll: 0" would leave a command running after a plan: "check_mode: false" runs in plans', {
      at,
      hint: "Leave one of them out.",
    });
  }
  if (isUnderSwitch || fields.entry("confirm_within")) {
    throw problem("RB1103", `"poll: 0" is not for a ${isUnderSwitch ? "block" : "task"} with "confirm_within"`, {
      at,
      hint: "What is to be undone has to have ended. Leave poll out, or start the command outside.",
    });
  }
  checkEnd(call);
  return source;
}

function checkEnd({ parameters }: ModuleCall): void {
  for (const name of ["undo", "writes"]) {
    const given = parameters.get(name);
    if (!given) continue;
    throw problem("RB1103", `"${name}" is about what a command has done, and with "poll: 0" nobody sees its end`, {
      at: given.span,
      hint: "Leave poll out: other hosts do not wait.",
    });
  }
}
