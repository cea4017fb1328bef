import { ProblemError } from "../problems/problem.ts";

/** RB4007: the connection, or the shell on it, ended before a frame's answer. */
export class ConnectionLostError extends ProblemError {
  /** False when the host cannot have begun the frame; true when that is not known. */
  readonly started: boolean;

  constructor(message: string, started: boolean) {
    const hint = started
      ? "what was running on the host may have gone on; it cannot be told from here"
      : "nothing of this step was started";
    super([{ code: "RB4007", severity: "error", message, hint }]);
    this.name = "ConnectionLostError";
    this.started = started;
  }
}
