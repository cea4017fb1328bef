import { ProblemError } from "../problems/problem.ts";
import type { StopResult } from "./stop-processes.ts";

/** RB5008: a frame's deadline passed before its answer came. */
export class LateError extends ProblemError {
  /** What the host says of what the frame began: nothing of it runs any more, some of it does, or it does not say. */
  readonly rest: StopResult["kind"];

  constructor(message: string, { rest, hint }: { readonly rest: StopResult["kind"]; readonly hint: string }) {
    super([{ code: "RB5008", severity: "error", message, hint }]);
    this.name = "LateError";
    this.rest = rest;
  }
}
