import type { Located } from "../source/located.ts";
import type { Fields } from "./fields.ts";

/** Whether a task only starts its command, and waits for no end: it has `async`, and `poll: 0`. */
export function isJob(fields: Fields): boolean {
  const [limit, poll] = [fields.entry("async"), fields.entry("poll")];
  return limit !== undefined && !isZero(limit.value) && poll !== undefined && isZero(poll.value);
}

function isZero(value: Located): boolean {
  return value.kind === "scalar" && value.value === 0;
}
