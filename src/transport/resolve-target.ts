import { type ValueMap, valueMap } from "../expression/value.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { type ExecTarget, execVia } from "./exec-target.ts";
import { parseJumps } from "./jump-hosts.ts";
import type { SshOption } from "./ssh-arguments.ts";
import type { ConfigQuestion } from "./ssh-config-evaluate.ts";
import type { SshTarget } from "./ssh-target.ts";
import { type ConnectionSettings, configQuestion, jumpsOf, targetOf } from "./target-of.ts";

/** Where the options of ssh_config come from. */
export interface ConfigSource {
  options(question: ConfigQuestion): Promise<readonly SshOption[]>;
}

/** The hosts of the inventory, for those that are reached through others. */
export interface KnownHosts {
  names(): Iterable<string>;
  /** What the inventory says of a host; `undefined` when it has none of that name. */
  variables(name: string): ValueMap | undefined;
}

/** What resolving needs besides a host's variables. */
export interface Surroundings {
  readonly settings: ConnectionSettings;
  readonly config: ConfigSource;
  readonly hosts: KnownHosts;
}

const mostJumps = 8;

/**
 * How to reach a host, ssh_config honored, with its jump hosts. A jump host is reached as its own part of ssh_config says, not
 * by the flags and variables of the host behind it (as `ssh -J` does); the host of `exec_via` is one of the inventory, and
 * reached as if it were meant itself. RB3005, RB4012.
 */
export function resolveTarget(host: string, variables: ValueMap, around: Surroundings): Promise<Target> {
  return resolveBehind([host], variables, around);
}

/** As `resolveTarget`, of the last of hosts of which each leads to the one before. */
async function resolveBehind(way: readonly string[], variables: ValueMap, around: Surroundings): Promise<Target> {
  const host = way.at(-1) ?? "";
  const { settings, config } = around;
  const plain = targetOf(host, variables, settings);
  if (plain.kind === "local") return plain;
  if (plain.kind === "exec") return behind(plain, { way, via: execVia(host, variables), around });
  const configured = await config.options(configQuestion(host, variables, settings));
  const target = targetOf(host, variables, settings, configured);
  const jumps = jumpsOf(host, variables, settings, configured);
  if (target.kind !== "ssh" || jumps === undefined) return target;
  return { ...target, jumps: await jumpTargets(jumps, { host, settings, config, depth: 1 }) };
}

interface Behind {
  readonly way: readonly string[];
  readonly via: string | undefined;
  readonly around: Surroundings;
}

async function behind(target: ExecTarget, { way, via, around }: Behind): Promise<Target> {
  if (via === undefined) return target;
  const { name } = target;
  const variables = around.hosts.variables(via);
  if (variables === undefined) {
    throw problem("RB4012", `${name}: exec_via names ${JSON.stringify(via)}, which is not a host of the inventory`, {
      hint: didYouMean(via, around.hosts.names()) ?? "the host that runs exec_command must be in the inventory itself",
    });
  }
  if (way.includes(via)) {
    throw problem("RB4012", `${way[0]}: exec_via leads in a ring: ${[...way, via].join(" -> ")}`, {
      hint: `say for ${via} how it is reached over ssh`,
    });
  }
  const host = await resolveBehind([...way, via], variables, around);
  return host.kind === "local" ? target : { ...target, via: host };
}

interface Way {
  /** The host that is behind the jump hosts, for messages. */
  readonly host: string;
  readonly settings: ConnectionSettings;
  readonly config: ConfigSource;
  readonly depth: number;
}

/** The jump hosts of a ProxyJump; only the first one's own ProxyJump counts, for the others the way is given. */
async function jumpTargets(text: string, way: Way): Promise<readonly SshTarget[]> {
  const found: SshTarget[] = [];
  for (const [index, jump] of parseJumps(text, way.host).entries()) {
    const variables = valueMap([
      ...(jump.user === undefined ? [] : [["ansible_user", jump.user] as const]),
      ...(jump.port === undefined ? [] : [["ansible_port", jump.port] as const]),
    ]);
    const settings = ownSettings(way.settings);
    const configured = await way.config.options(configQuestion(jump.host, variables, settings));
    const own = index === 0 ? jumpsOf(jump.host, variables, settings, configured) : undefined;
    if (way.depth + found.length > mostJumps) throw tooMany(way.host);
    if (own !== undefined) found.push(...(await jumpTargets(own, { ...way, depth: way.depth + 1 })));
    const target = targetOf(jump.host, variables, settings, configured);
    if (target.kind === "ssh") found.push(found.length > 0 ? withoutCommand(target) : target);
  }
  return found;
}

function ownSettings(settings: ConnectionSettings): ConnectionSettings {
  const {
    userFlag: _user,
    keyFile: _key,
    sshArgs: _first,
    sshCommonArgs: _common,
    sshExtraArgs: _extra,
    ...rest
  } = settings;
  return rest;
}

/** Behind another jump host a ProxyCommand has no meaning: the way leads through that host. */
function withoutCommand(target: SshTarget): SshTarget {
  const { proxyCommand: _command, ...rest } = target;
  return rest;
}

function tooMany(host: string) {
  return problem("RB4012", `${host}: its ProxyJump leads through more than ${mostJumps} hosts`, {
    hint: "does a jump host jump through itself? say ProxyJump none for it in ssh_config",
  });
}
