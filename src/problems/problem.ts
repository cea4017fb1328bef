import type { Span } from "../source/span.ts";
import { type ProblemCode, problemCodes } from "./codes.ts";

/** How much it matters: an error stops, a warning may be silenced, a note only tells. */
export type Severity = "error" | "warning" | "note";

/** One thing that is wrong: what, where, and how to go on. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly at?: Span;
  readonly hint?: string;
}

/** What may accompany a problem: its place, the way out, and the error that caused it. */
export interface ProblemDetails {
  readonly at?: Span | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** Carries one or more problems up to whoever shows them. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], cause?: unknown) {
    super(problems.map((one) => one.message).join("\n"), cause === undefined ? undefined : { cause });
    this.name = "ProblemError";
    this.problems = problems;
  }

  /** The exit code of the first problem's kind. */
  get exitCode(): number {
    const first = this.problems[0];
    return first === undefined ? 1 : problemCodes[first.code].exit;
  }
}

/** An error to throw. `message` is one sentence without a final period; the code's room is in `codes.ts`. */
export function problem(code: ProblemCode, message: string, details: ProblemDetails = {}): ProblemError {
  return new ProblemError([describe(code, "error", message, details)], details.cause);
}

/** A warning to collect; it never stops anything. */
export function warning(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return describe(code, "warning", message, details);
}

/** Something worth telling that need not be a mistake. */
export function note(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return describe(code, "note", message, details);
}

function describe(
  code: ProblemCode,
  severity: Problem["severity"],
  message: string,
  { at, hint }: ProblemDetails,
): Problem {
  return { code, severity, message, ...(at && { at }), ...(hint && { hint }) };
}
