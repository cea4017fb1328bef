import { ProblemError } from "../problems/problem.ts";

/** RB5008: a frame's deadline passed before its answer came. */
export class LateError extends ProblemError {
  /** True when the host said that nothing runs any more of what the frame began; without that it may go on, or be done. */
  readonly stopped: boolean;

  constructor(message: string, { stopped, hint }: { readonly stopped: boolean; readonly hint: string }) {
    super([{ code: "RB5008", severity: "error", message, hint }]);
    this.name = "LateError";
    this.stopped = stopped;
  }
}
