import type { ProblemCode } from "./codes.ts";
import { type Problem, type ProblemDetails, warning } from "./problem.ts";

/** A warning about a text that may be meant as it is; its hint ends with how to silence it. */
export function lint(code: ProblemCode, message: string, { hint, ...details }: ProblemDetails): Problem {
  const silence = `to silence it, end the line with: # noqa: ${code}`;
  return warning(code, message, { ...details, hint: hint === undefined ? silence : `${hint}\n${silence}` });
}
