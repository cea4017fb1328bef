import type { Socket } from "node:net";
import type { ProblemError } from "../problems/problem.ts";
import type { KnownKeys } from "./known-hosts.ts";
import type { SshTarget } from "./ssh-target.ts";
import type { LoginMethods } from "./ssh2-login-methods.ts";

/** Everything a login needs. */
export interface LoginRequest {
  readonly target: SshTarget;
  readonly socket: Socket;
  readonly known: KnownKeys;
  readonly login: LoginMethods;
  /** Milliseconds for key exchange and authentication together. */
  readonly deadline: number;
  /** Milliseconds between keepalives. */
  readonly keepalive: number;
}

/** How far a login came. */
export interface LoginProgress {
  /** Why the host's key was refused. */
  objection?: ProblemError;
  /** The key exchange is done, authentication may have begun. */
  handshake: boolean;
}
