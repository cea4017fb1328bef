import type { TaskFinished } from "../events/event.ts";
import type { Problem } from "../problems/problem.ts";
import { placeOf } from "../source/span.ts";

/** A problem as the event of a task carries it. */
export function described({
  code,
  message,
  at,
  hint,
}: Problem): Pick<TaskFinished, "code" | "message" | "at" | "hint"> {
  return { code, message, ...(at && { at: placeOf(at) }), ...(hint && { hint }) };
}
