import type { ProblemCode } from "./codes.ts";
import { note, type Problem, type ProblemDetails } from "./problem.ts";

/** A note on a form that is understood, and could be clearer; its hint ends with how to silence it for the whole file. */
export function formNote(code: ProblemCode, message: string, { hint, ...details }: ProblemDetails): Problem {
  const silence = `to silence it, write anywhere in the file: # noqa-file: ${code}`;
  return note(code, message, { ...details, hint: hint === undefined ? silence : `${hint}\n${silence}` });
}
