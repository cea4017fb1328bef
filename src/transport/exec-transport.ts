import { ProblemError, problem } from "../problems/problem.ts";
import type { Link } from "./byte-channel.ts";
import type { Connection, Target, Transport } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import { ExecLink } from "./exec-link.ts";
import type { ExecTarget } from "./exec-target.ts";
import { LocalLink } from "./local-link.ts";
import { programIsThere } from "./program-is-there.ts";
import { SharedLink } from "./shared-link.ts";
import { SharedLinks } from "./shared-links.ts";
import { ShellConnection } from "./shell-connection.ts";
import type { SshTarget } from "./ssh-target.ts";

/** Logs in to a host that runs exec_commands. */
export type LinkTo = (target: SshTarget) => Promise<Link>;

/**
 * Hosts behind a command of this machine or of a host that is reached over ssh (containers, pods, namespaces): the same kept
 * shells. All that is behind one host shares its connections. RB4014; RB4xxx of the host on the way.
 */
export function createExecTransport(linkTo: LinkTo, deadlines: Partial<Deadlines> = {}): Transport {
  const all = { ...defaultDeadlines, ...deadlines };
  const shared = new Map<string, SharedLinks>();

  /** Where a target's command runs: a POSIX sh. */
  async function baseOf({ name, command, via }: ExecTarget): Promise<Link> {
    if (via?.kind === "ssh") return shareOf(name, via);
    if (via) return new ExecLink(await baseOf(via), via);
    const local = new LocalLink(name, all.close);
    const [program = ""] = command;
    if (await programIsThere(program, local)) return local;
    throw problem("RB4014", `${name}: the program of exec_command, ${JSON.stringify(program)}, is not there`, {
      hint: "it runs on this machine: install it, or give its path; or name the host that has it with exec_via",
    });
  }

  async function shareOf(name: string, via: SshTarget): Promise<Link> {
    const key = JSON.stringify(via);
    const links =
      shared.get(key) ??
      new SharedLinks(
        () => linkTo(via),
        () => shared.delete(key),
      );
    shared.set(key, links);
    await links.hold().catch((error: unknown) => onTheWay(name, error));
    return new SharedLink(name, links, all.close);
  }

  return {
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "exec") throw new TypeError("exec connects to exec targets only");
      return new ShellConnection(new ExecLink(await baseOf(target), target), all);
    },
  };
}

/** Says of the problem of a host on the way which host was to be reached. */
function onTheWay(name: string, error: unknown): never {
  const first = error instanceof ProblemError ? error.problems[0] : undefined;
  if (first === undefined) throw error;
  throw problem(first.code, `${name}: on the way there, ${first.message}`, { hint: first.hint, cause: error });
}
