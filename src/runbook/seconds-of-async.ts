import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { ValueSource } from "./value-source.ts";

/** `async` with `poll` waits for the task's end, at most so many seconds: as `timeout` does. RB1103 for `poll: 0`. */
export function secondsOfAsync(fields: Fields): ValueSource | undefined {
  const source = fields.value("async");
  const poll = fields.value("poll");
  return fields.collector.attempt(() => {
    const isConstant = source?.kind === "constant";
    if (isConstant && !(typeof source.value === "number" && source.value >= 0)) {
      throw problem("RB1101", '"async" must be a number of seconds', { at: source.span });
    }
    if (poll && (poll.kind !== "constant" || typeof poll.value !== "number" || poll.value < 0)) {
      throw problem("RB1101", '"poll" must be a number of seconds', { at: poll.span });
    }
    const isBackground = poll?.kind === "constant" && poll.value === 0 && source !== undefined;
    if (isBackground && !(isConstant && source.value === 0)) {
      throw problem("RB1103", '"poll: 0" is not supported: a run does not end before what it has begun', {
        at: poll.span,
        hint: "Leave poll out: other hosts do not wait. For what has to live on, start a service.",
      });
    }
    return isConstant && source.value === 0 ? undefined : source;
  });
}
