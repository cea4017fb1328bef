import type { Duplex } from "node:stream";
import { ProblemError } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import { acceptNewKey } from "./accept-new.ts";
import type { Connection, Target } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import { HostKeyFiles } from "./host-key-files.ts";
import type { KnownKeys } from "./known-hosts.ts";
import type { LinkTransport } from "./link-transport.ts";
import { type LoginMemory, newLoginMemory } from "./login-memory.ts";
import { openSocket } from "./open-socket.ts";
import { openProxy } from "./proxy-stream.ts";
import { ShellConnection } from "./shell-connection.ts";
import { Slots } from "./slots.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";
import { JumpHosts } from "./ssh2-jumps.ts";
import { type AskPassphrase, KeyFiles } from "./ssh2-keys.ts";
import { Ssh2Link } from "./ssh2-link.ts";
import { type LoggedIn, logIn } from "./ssh2-login.ts";
import { loginMethods } from "./ssh2-login-methods.ts";
import { connectionProblem } from "./ssh2-problems.ts";
import { readHostKey } from "./ssh2-scan.ts";
import { untilHeard } from "./until-heard.ts";

/** What may be set; everything has a default. */
export interface Ssh2Options {
  readonly deadlines?: Partial<Deadlines>;
  /** Logins under way at a time; each costs about 6 ms of CPU here and 30 ms on the host. */
  readonly handshakes?: number;
  /** Numbers from 0 to 1 that spread retries. */
  readonly jitter?: () => number;
  /** Milliseconds before the first retry of a login that the host cut off; doubles each time. */
  readonly backoff?: number;
  /** Asks for the passphrase of a key file, once per file; without it encrypted files stay closed. */
  readonly askPassphrase?: AskPassphrase;
  /** The password of `-k`, for hosts that take none of the keys; never sent to a jump host. */
  readonly password?: SecretText;
  /** Tells a person what was done without being asked: a new host key was accepted. */
  readonly announce?: (message: string) => void;
  /** What is known of earlier logins; a new memory when left out. */
  readonly memory?: LoginMemory;
  /** Gives what is called before each piece of a host's bytes is taken in. */
  readonly hears?: (target: SshTarget) => () => void;
}

/** The longest that one login keeps its slot from others. */
const slotTime = 1_000;

/** A transport that can also look at host keys. */
export interface Ssh2Transport extends LinkTransport {
  /**
   * The key that a host offers, of these types or of any when there are none; nothing is authenticated but jump hosts on the
   * way. `undefined` when the host has no key of these types. RB4xxx.
   */
  readHostKey(target: SshTarget, types: readonly string[]): Promise<Buffer | undefined>;
  /** What known_hosts files say of a host. RB4004. */
  knownKeys(target: SshTarget): Promise<KnownKeys>;
}

/** Connections by ssh2. Keys and known_hosts are read once and kept for the transport's life; no refused login is repeated. */
export function createSsh2Transport(options: Ssh2Options = {}): Ssh2Transport {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const jitter = options.jitter ?? Math.random;
  const patience = { backoff: options.backoff ?? 500, jitter };
  const slots = new Slots(options.handshakes ?? 16, slotTime);
  const keyFiles = new KeyFiles(options.askPassphrase);
  const hostKeys = new HostKeyFiles();
  const { gate, pins, refusals } = options.memory ?? newLoginMemory();
  const jumpHosts = new JumpHosts((jump) => persist(jump, undefined));

  async function attempt(target: SshTarget, password: SecretText | undefined): Promise<LoggedIn> {
    const login = await loginMethods(target, keyFiles, password);
    const known = await knownKeys(target);
    const socket = await openWay(target);
    const release = await slots.take();
    const announce = options.announce ?? (() => {});
    const learn = (key: Buffer) => acceptNewKey(key, { target, known, files: hostKeys, announce });
    const { interval = deadlines.keepalive, count = 3 } = target.keepalive ?? {};
    const place = `${target.name} ${knownHostsName(target)}`;
    const { hears } = options;
    try {
      if (hears) socket.on("data", hears(target));
      const common = {
        target,
        socket,
        known,
        pinned: pins.get(place),
        login,
        gate,
        deadline: deadlines.login,
        keepalive: { interval, count },
      };
      const session = await logIn({ ...common, ...(target.acceptNew && { learn }) });
      pins.set(place, session.hostKey);
      return session;
    } finally {
      release();
    }
  }

  function knownKeys(target: SshTarget): Promise<KnownKeys> {
    return hostKeys.keysOf(knownHostsName(target), target.knownHosts);
  }

  function openWay(target: SshTarget): Promise<Duplex> {
    const jump = target.jumps?.at(-1);
    if (jump !== undefined) return jumpHosts.open(target, { ...jump, jumps: target.jumps?.slice(0, -1) ?? [] });
    if (target.proxyCommand !== undefined) return Promise.resolve(openProxy(target, target.proxyCommand));
    return openSocket(target);
  }

  async function persist(target: SshTarget, password: SecretText | undefined): Promise<LoggedIn> {
    const account = JSON.stringify([target.user, target.address, target.port, target.jumps, target.proxyCommand]);
    return untilHeard(async () => {
      const refusal = refusals.get(account);
      if (refusal !== undefined) throw refusal;
      try {
        return await attempt(target, password);
      } catch (error) {
        if (error instanceof ProblemError && error.problems[0]?.code === "RB4006") refusals.set(account, error);
        throw error;
      }
    }, patience);
  }

  async function scan(target: SshTarget, types: readonly string[]): Promise<Buffer | undefined> {
    const socket = await openWay(target);
    const release = await slots.take();
    try {
      return await readHostKey({ socket, types, deadline: deadlines.login });
    } catch (error) {
      if (types.length > 0 && /no matching host key/.test(String(error))) return undefined;
      throw connectionProblem(error, target, deadlines.login);
    } finally {
      release();
    }
  }

  async function openLink(target: SshTarget): Promise<Ssh2Link> {
    return new Ssh2Link(target.name, await persist(target, options.password), deadlines, jitter);
  }

  return {
    knownKeys,
    openLink,
    readHostKey: (target, types) => untilHeard(() => scan(target, types), patience),
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "ssh") throw new TypeError("ssh2 connects to ssh targets only");
      return new ShellConnection(await openLink(target), deadlines);
    },
  };
}
