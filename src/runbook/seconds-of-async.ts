import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { ValueSource } from "./value-source.ts";

/** `async` with `poll` waits for the task's end, at most so many seconds: as `timeout` does. */
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
    const isBackground = poll?.value === 0;
    return isBackground || (isConstant && source.value === 0) ? undefined : source;
  });
}
