import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import { placeOf, type Span } from "../source/span.ts";
import { harmless } from "./harmless.ts";

/**
 * An error as one problem, at `at` where it has no place: several as the first of them, with the messages of all and the
 * places of those that lie elsewhere, fit to be told. What is no problem is a mistake of ours: RB8999, never a crash.
 */
export function problemOf(error: unknown, at: Span): Problem {
  const [first, ...others] = (error instanceof ProblemError ? error : mistake(error)).problems;
  if (!first) return { code: "RB8999", severity: "error", message: "a problem without a message", at };
  const more = others.map((other) => (other.at ? `${placeOf(other.at)}: ${other.message}` : other.message));
  const message = harmless([first.message, ...more].join("\n"));
  const hint = harmless([...new Set([first, ...others].flatMap((one) => one.hint ?? []))].join("\n"));
  return { ...first, at: first.at ?? at, message, ...(hint !== "" && { hint }) };
}

function mistake(error: unknown): ProblemError {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return problem("RB8999", `runbook made a mistake: ${text}`, { cause: error });
}
