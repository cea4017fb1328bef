import type { Duplex } from "node:stream";
import ssh2, { type Client } from "ssh2";
import { ProblemError } from "../problems/problem.ts";
import { fingerprint, objectionTo, otherThanBefore } from "./host-key-policy.ts";
import { algorithmsFor } from "./ssh2-algorithms.ts";
import { loginOrder } from "./ssh2-login-order.ts";
import type { LoginProgress, LoginRequest } from "./ssh2-login-request.ts";
import { loginProblem } from "./ssh2-problems.ts";
import { watchSilence } from "./watch-silence.ts";
import { writeTogether } from "./write-together.ts";

/** A client that is logged in. */
export interface LoggedIn {
  readonly client: Client;
  readonly socket: Duplex;
  /** `SHA256:...` of the pinned host key. */
  readonly hostKey: string;
  /** The last error's text; asked for when the connection has ended. */
  reason(): string | undefined;
}

const longestBanner = 1_000;

const hungUp = "the host closed the connection";

/** Key exchange and authentication on an open socket. Every failure destroys the socket. RB4001, RB4002, RB4004 to RB4009. */
export function logIn(request: LoginRequest): Promise<LoggedIn> {
  const { target, socket, deadline } = request;
  const client = new ssh2.Client();
  const progress: LoginProgress = { handshake: false };
  let reason: string | undefined;
  const guard = hostKeyGuard(request, progress);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      order.ended(isRefusal(error) ? "refused" : "unknown");
      reject(loginProblem(error, request, progress));
      socket.destroy();
    };
    const order = loginOrder(target, request.login, { gate: request.gate, progress, stop: fail });
    const timer = setTimeout(() => fail(new Error("the login took too long")), deadline + 500);
    client.on("error", (error) => {
      reason = error.message;
      fail(progress.objection ?? error);
    });
    client.on("close", () => fail(new Error(hungUp)));
    client.on("banner", (text) => {
      progress.banner = text.slice(0, longestBanner);
    });
    client.on("handshake", () => {
      progress.handshake = true;
    });
    client.on("ready", () => {
      clearTimeout(timer);
      order.ended("accepted");
      const hostKey = guard.pinned();
      if (hostKey === undefined) return fail(new Error("no host key was verified"));
      watchSilence(socket, request.keepalive, (silence) => {
        reason ??= silence;
        socket.destroy();
      });
      resolve({ client, socket, hostKey: fingerprint(hostKey), reason: () => progress.objection?.message ?? reason });
    });
    try {
      socket.on("error", (error) => fail(error));
      if (socket.destroyed) throw socket.errored ?? new Error(hungUp);
      writeTogether(socket);
      client.connect({
        sock: socket,
        username: target.user,
        algorithms: algorithmsFor(request.known.known.map((line) => line.type)),
        authHandler: order.next,
        hostVerifier: guard.verify,
        readyTimeout: deadline,
        keepaliveInterval: request.keepalive.interval,
        keepaliveCountMax: Number.POSITIVE_INFINITY,
      });
    } catch (error) {
      fail(error);
    }
  });
}

/** The login was refused: the host said so, or hung up, as sshd does after MaxAuthTries (a code is the reason it gave). */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("level" in error && error.level === "client-authentication") return true;
  return error.message === hungUp || ("code" in error && typeof error.code === "number");
}

/**
 * ssh2 asks on every key exchange, and takes anything but a literal `false` for a yes: so this answers at once, with true or
 * false and nothing else, and never throws. The first key that is accepted stays the only one for the connection.
 */
function hostKeyGuard({ target, known, learn, pinned: before }: LoginRequest, progress: LoginProgress) {
  let pinned: Buffer | undefined;
  const objectionOf = (key: Buffer) => {
    if (before !== undefined && fingerprint(key) !== before) return otherThanBefore(key, target, before);
    const objection = objectionTo(key, target, known);
    if (objection === undefined || learn === undefined) return objection;
    if (pinned === undefined) return learn(key);
    return pinned.equals(key) ? undefined : objection;
  };
  const verify = (key: Buffer): boolean => {
    try {
      const objection = objectionOf(key);
      if (objection !== undefined) progress.objection = objection;
      if (objection !== undefined || (pinned !== undefined && !pinned.equals(key))) return false;
      pinned = Buffer.from(key);
      return true;
    } catch (error) {
      if (error instanceof ProblemError) progress.objection = error;
      return false;
    }
  };
  return { verify, pinned: () => pinned };
}
