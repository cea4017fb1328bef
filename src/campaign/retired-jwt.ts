import { type ProblemError, problem } from "../problems/problem.ts";

/** Adobe: Developer Console, "Migrating from Service Account (JWT) credentials to OAuth Server-to-Server". */
export const jwtRetirement =
  "Adobe has retired Service Account (JWT) credentials: none can be created since June 3, 2024, their certificates cannot be renewed since June 30, 2025, and all of them were converted to OAuth by March 1, 2026";

/** The refusal of a JWT credential that nobody asked for knowingly. RB6006. */
export function refusedJwt(): ProblemError {
  return problem("RB6006", jwtRetirement, {
    hint: "Upgrade to 7.4.1 (build 9383) or later, where an OAuth credential works without a key; accept_retired_jwt=true goes on regardless.",
  });
}
