import { ProblemError } from "../problems/problem.ts";

/** RB4001: the host hung up before a login was tried, so that trying again is safe (sshd's MaxStartups does this). */
export class EarlyDropError extends ProblemError {
  constructor(message: string, cause: unknown) {
    const hint = "sshd's MaxStartups or PerSourcePenalties may hold us off, or what listens there is not sshd";
    super([{ code: "RB4001", severity: "error", message, hint }], cause);
    this.name = "EarlyDropError";
  }
}
