import { ProblemError } from "../problems/problem.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { LateError } from "./late-error.ts";
import type { PackedError } from "./worker-messages.ts";

/** An error as data. Its cause stays where it is: whoever shows the problem shows only its own words. */
export function packError(error: unknown): PackedError {
  if (error instanceof ConnectionLostError) {
    return { kind: "lost", message: error.message, started: error.started };
  }
  if (error instanceof LateError) {
    const { message, rest, problems } = error;
    return { kind: "late", message, rest, hint: problems[0]?.hint ?? "" };
  }
  if (error instanceof ProblemError) {
    const problems = error.problems.map(({ code, severity, message, hint }) => ({
      code,
      severity,
      message,
      ...(hint !== undefined && { hint }),
    }));
    return { kind: "problem", problems };
  }
  return { kind: "mistake", text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error that `packError` was given. */
export function unpackError(packed: PackedError): Error {
  switch (packed.kind) {
    case "lost":
      return new ConnectionLostError(packed.message, packed.started);
    case "late":
      return new LateError(packed.message, packed);
    case "problem":
      return new ProblemError(packed.problems);
    case "mistake":
      return new Error(packed.text);
  }
}
