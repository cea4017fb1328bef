import type { ProblemError } from "../problems/problem.ts";
import { PasswordGate, type PasswordLeave } from "./password-gate.ts";

/** What a run remembers of its logins: no refused one is repeated, no host changes its key. */
export interface LoginMemory {
  /** Who may send the password of `-k`. */
  readonly gate: PasswordLeave;
  /** Fingerprints of host keys, by the host's place. */
  readonly pins: Map<string, string>;
  /** Why an account was refused, by account. */
  readonly refusals: Map<string, ProblemError>;
}

/** A memory with nothing in it. */
export function newLoginMemory(): LoginMemory {
  return { gate: new PasswordGate(), pins: new Map(), refusals: new Map() };
}
