import { setTimeout as wait } from "node:timers/promises";
import type { Connection, Target, Transport } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import { EarlyDropError } from "./early-drop.ts";
import { HostKeyFiles } from "./host-key-files.ts";
import { lookUpHost } from "./known-hosts.ts";
import { openSocket } from "./open-socket.ts";
import { ShellConnection } from "./shell-connection.ts";
import { Slots } from "./slots.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";
import { KeyFiles } from "./ssh2-keys.ts";
import { Ssh2Link } from "./ssh2-link.ts";
import { type LoggedIn, logIn } from "./ssh2-login.ts";
import { loginMethods } from "./ssh2-login-methods.ts";

/** What may be set; everything has a default. */
export interface Ssh2Options {
  readonly deadlines?: Partial<Deadlines>;
  /** Logins under way at a time; each costs about 6 ms of CPU here and 30 ms on the host. */
  readonly handshakes?: number;
  /** Numbers from 0 to 1 that spread retries. */
  readonly jitter?: () => number;
  /** Milliseconds before the first retry of a login that the host cut off; doubles each time. */
  readonly backoff?: number;
}

const loginAttempts = 5;

/** The longest that one login keeps its slot from others. */
const slotTime = 1_000;

/** Connections by ssh2. Keys and known_hosts are read once and kept for the transport's life. */
export function createSsh2Transport(options: Ssh2Options = {}): Transport {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const jitter = options.jitter ?? Math.random;
  const backoff = options.backoff ?? 500;
  const slots = new Slots(options.handshakes ?? 16, slotTime);
  const keyFiles = new KeyFiles();
  const hostKeys = new HostKeyFiles();

  async function attempt(target: SshTarget): Promise<LoggedIn> {
    const login = await loginMethods(target, keyFiles);
    const known = lookUpHost(await hostKeys.lines(target.knownHosts), knownHostsName(target));
    const socket = await openSocket(target);
    const release = await slots.take();
    try {
      const { login: deadline, keepalive } = deadlines;
      return await logIn({ target, socket, known, login, deadline, keepalive });
    } finally {
      release();
    }
  }

  return {
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "ssh") throw new TypeError("ssh2 connects to ssh targets only");
      for (let tries = 1; ; tries++) {
        try {
          const session = await attempt(target);
          return new ShellConnection(new Ssh2Link(target.name, session, deadlines, jitter), deadlines);
        } catch (error) {
          if (!(error instanceof EarlyDropError) || tries === loginAttempts) throw error;
          await wait(backoff * 2 ** (tries - 1) * (0.5 + jitter()));
        }
      }
    },
  };
}
