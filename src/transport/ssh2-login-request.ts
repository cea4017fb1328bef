import type { Duplex } from "node:stream";
import type { ProblemError } from "../problems/problem.ts";
import type { KnownKeys } from "./known-hosts.ts";
import type { PasswordLeave } from "./password-gate.ts";
import type { SshTarget } from "./ssh-target.ts";
import type { LoginMethods } from "./ssh2-login-methods.ts";

/** Everything a login needs. */
export interface LoginRequest {
  readonly target: SshTarget;
  /** A stream to the host: a socket, or a way through another host or program. */
  readonly socket: Duplex;
  readonly known: KnownKeys;
  /** Asked about a key of a host that is not known; gives the objection that is left, at once. */
  readonly learn?: (key: Buffer) => ProblemError | undefined;
  /** Fingerprint of the key that the host had earlier in this run; no other is taken. */
  readonly pinned?: string | undefined;
  readonly login: LoginMethods;
  readonly gate: PasswordLeave;
  /** Milliseconds for key exchange and authentication together. */
  readonly deadline: number;
  /** Milliseconds between keepalives, and how many may go unanswered. */
  readonly keepalive: { readonly interval: number; readonly count: number };
}

/** How far a login came. */
export interface LoginProgress {
  /** Why the host's key was refused. */
  objection?: ProblemError;
  /** The key exchange is done, authentication may have begun. */
  handshake: boolean;
  /** The last words of the host before the login was over (RFC 4252, 5.4). */
  banner?: string;
  /** A question of the host that nobody answered. */
  question?: string;
  /** What the host wants besides what it accepted. */
  more?: readonly string[];
}
