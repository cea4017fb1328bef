import { ProblemError, problem } from "../problems/problem.ts";
import type { Connection, Target } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import type { LinkTransport } from "./link-transport.ts";
import { LocalLink } from "./local-link.ts";
import { type LoginMemory, newLoginMemory } from "./login-memory.ts";
import { OpensshLink } from "./openssh-link.ts";
import { OpensshFailure, OpensshMaster } from "./openssh-master.ts";
import { notThePinned, onlyThisKey } from "./openssh-pin.ts";
import { opensshProblem } from "./openssh-problems.ts";
import { programIsThere } from "./program-is-there.ts";
import { ShellConnection } from "./shell-connection.ts";
import { Slots } from "./slots.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";
import { untilHeard } from "./until-heard.ts";

/** What may be set; everything has a default. */
export interface OpensshOptions {
  readonly deadlines?: Partial<Deadlines>;
  /** Logins under way at a time. */
  readonly handshakes?: number;
  /** Numbers from 0 to 1 that spread retries. */
  readonly jitter?: () => number;
  /** Milliseconds before the first retry of a login that the host cut off; doubles each time. */
  readonly backoff?: number;
  /** Tells a person what was done without being asked: a new host key was accepted. */
  readonly announce?: (message: string) => void;
  /** What is known of earlier logins; a new memory when left out. */
  readonly memory?: LoginMemory;
}

/** The longest that one login keeps its slot from others. */
const slotTime = 1_000;

/**
 * Connections by the system's ssh, each shared through a socket in a folder of its own. Nothing is ever asked for; no refused
 * login is repeated, and a host that is reached directly keeps its key. RB4001 to RB4009, RB4012; RB4014 without an ssh program.
 */
export function createOpensshTransport(options: OpensshOptions = {}): LinkTransport {
  const deadlines = { ...defaultDeadlines, ...options.deadlines };
  const patience = { backoff: options.backoff ?? 500, jitter: options.jitter ?? Math.random };
  const slots = new Slots(options.handshakes ?? 16, slotTime);
  const { refusals, pins } = options.memory ?? newLoginMemory();
  let there: Promise<boolean> | undefined;

  async function logIn(target: SshTarget): Promise<OpensshMaster> {
    const deadline = target.connectDeadline + deadlines.login;
    const place = `${target.name} ${knownHostsName(target)}`;
    const pinned = pins.get(place);
    const only = pinned === undefined ? undefined : await onlyThisKey(target, pinned);
    const release = await slots.take();
    try {
      const master = await OpensshMaster.start({ target, only, deadline, grace: deadlines.close });
      const { hostKey } = master;
      if (hostKey !== undefined && pinned !== undefined && hostKey !== pinned) {
        master.end();
        throw notThePinned(target, pinned);
      }
      if (hostKey !== undefined) pins.set(place, hostKey);
      return master;
    } catch (error) {
      if (!(error instanceof OpensshFailure)) throw error;
      const why = opensshProblem(error, target, deadline);
      const aboutKey = ["RB4004", "RB4005"].includes(why.problems[0]?.code ?? "");
      throw aboutKey && only !== undefined && pinned !== undefined ? notThePinned(target, pinned) : why;
    } finally {
      release();
    }
  }

  async function logInOnce(target: SshTarget): Promise<OpensshMaster> {
    const account = JSON.stringify([target.user, target.address, target.port, target.jumps, target.proxyCommand]);
    const refusal = refusals.get(account);
    if (refusal !== undefined) throw refusal;
    try {
      return await logIn(target);
    } catch (error) {
      if (error instanceof ProblemError && error.problems[0]?.code === "RB4006") refusals.set(account, error);
      throw error;
    }
  }

  async function openLink(target: SshTarget): Promise<OpensshLink> {
    there ??= programIsThere("ssh", new LocalLink(target.name, deadlines.close));
    if (!(await there)) throw missing(target);
    const master = await untilHeard(() => logInOnce(target), patience);
    const added = /^Warning: (Permanently added .*)$/m.exec(master.said)?.[1];
    if (added !== undefined)
      options.announce?.(`${target.name}: its host key was not known and now is: ${added.trim()}`);
    return new OpensshLink(target, master, deadlines.close);
  }

  return {
    openLink,
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "ssh") throw new TypeError("openssh connects to ssh targets only");
      return new ShellConnection(await openLink(target), deadlines);
    },
  };
}

function missing({ name }: SshTarget): ProblemError {
  return problem("RB4014", `${name}: the program ssh, which ansible_connection openssh needs, is not there`, {
    hint: "install OpenSSH's client on this machine, or use ansible_connection: ssh2",
  });
}
