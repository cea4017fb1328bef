import { ProblemError, problem } from "../problems/problem.ts";
import { EarlyDropError } from "./early-drop.ts";
import { noKnownType } from "./host-key-policy.ts";
import { placeOf, type SshTarget } from "./ssh-target.ts";
import type { LoginProgress, LoginRequest } from "./ssh2-login-request.ts";
import { visible } from "./visible.ts";

/** What a failed login means to the person who reads it. */
export function loginProblem(error: unknown, request: LoginRequest, progress: LoginProgress): ProblemError {
  const { target, known, deadline } = request;
  const place = placeOf(target);
  if (error instanceof ProblemError) return named(error, target.name);
  const message = error instanceof Error ? error.message : String(error);
  const level = error instanceof Error && "level" in error ? error.level : undefined;
  if (level === "agent") {
    return problem("RB4009", `${target.name}: the agent at ${target.agent} cannot be used: ${visible(message)}`, {
      cause: error,
      hint: "is the agent running, and does it hold a key? see ssh-add -l",
    });
  }
  if (level === "client-authentication") return notAccepted(error, request, progress);
  if (/no matching host key format/.test(message) && known.known.length > 0) return noKnownType(target, known);
  if (!progress.handshake || level === "client-timeout" || message === "the login took too long") {
    return connectionProblem(error, target, deadline);
  }
  if (/too many authentication failures/i.test(message)) {
    return problem("RB4006", `${place} did not accept the login as ${target.user}: ${visible(message)}`, {
      cause: error,
    });
  }
  if (dropped(message, level) && progress.banner !== undefined) {
    const said = visible(progress.banner.trim());
    return problem("RB4006", `${place} closed the connection instead of a login as ${target.user}; it said: ${said}`, {
      cause: error,
      hint: "has the account expired, or may it not log in here? the host's log of sshd says why",
    });
  }
  if (dropped(message, level)) {
    return problem("RB4007", `${place} closed the connection during the login (${visible(message)})`, { cause: error });
  }
  return problem("RB4008", `${place} does not speak SSH as it should: ${visible(message)}`, { cause: error });
}

function notAccepted(cause: unknown, { target, login }: LoginRequest, { question, more }: LoginProgress): ProblemError {
  const refusal = `${placeOf(target)} did not accept the login as ${target.user}`;
  const tried = `tried ${login.names.join(", ")}`;
  if (question !== undefined) {
    return problem("RB4006", `${refusal}: it asked "${visible(question)}", which nobody answers here`, {
      cause,
      hint: "only one hidden question, for the password, is answered; an expired password must be changed by hand, and for a second factor use a key",
    });
  }
  if (more !== undefined) {
    return problem("RB4006", `${refusal}: it accepted a key, and wants ${more.join(" or ")} besides`, {
      cause,
      hint: login.password === undefined ? `${tried}; -k asks for a password` : tried,
    });
  }
  return problem("RB4006", refusal, {
    cause,
    hint: `${tried}; the public key must stand in ~${target.user}/.ssh/authorized_keys; for FIDO keys of an agent or Kerberos say ansible_connection: openssh`,
  });
}

/** What a failed key exchange means. */
export function connectionProblem(error: unknown, target: SshTarget, deadline: number): ProblemError {
  const place = placeOf(target);
  if (error instanceof ProblemError) return named(error, target.name);
  const message = error instanceof Error ? error.message : String(error);
  const level = error instanceof Error && "level" in error ? error.level : undefined;
  if (level === "client-timeout" || message === "the login took too long") {
    return problem(
      "RB4002",
      `${place} accepted the connection but did not finish the login within ${deadline / 1000} s`,
      {
        cause: error,
        hint: "the host may be overloaded, or what listens there is not sshd",
      },
    );
  }
  if (/no matching/.test(message)) {
    return problem("RB4008", `${place} offers no algorithms that are safe: ${visible(message)}`, {
      cause: error,
      hint: "SHA-1, CBC, DSA and chacha20-poly1305 are not used; update the host's sshd or its settings; where it wants only what is newer, such as post-quantum key exchange, say ansible_connection: openssh",
    });
  }
  if (dropped(message, level)) return new EarlyDropError(`${place} closed the connection before the login`, error);
  return problem("RB4008", `${place} does not speak SSH as it should: ${visible(message)}`, { cause: error });
}

function dropped(message: string, level: unknown): boolean {
  return (
    level === "client-socket" || /lost before handshake|closed the connection|ECONNRESET|EPIPE|ended by/i.test(message)
  );
}

/** Adds the host's name to a problem that does not know it. */
function named(error: ProblemError, name: string): ProblemError {
  const first = error.problems[0];
  if (first === undefined || first.message.includes(name)) return error;
  return problem(first.code, `${name}: ${first.message}`, { hint: first.hint, cause: error });
}
