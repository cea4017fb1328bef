import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ownValue, type ValueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { execTarget } from "./exec-target.ts";
import { forUs, opensshChoice } from "./openssh-choice.ts";
import { proxyCommandFor } from "./proxy-command.ts";
import { parseSshArguments, type SshOption } from "./ssh-arguments.ts";
import type { ConfigQuestion } from "./ssh-config-evaluate.ts";
import { type SshSettings, sshSettings } from "./ssh-options.ts";
import { pathsFor } from "./ssh-paths.ts";

/** What flags and the controller's user add to a host's variables. */
export interface ConnectionSettings {
  /** The current user's name, the login name where nothing else is said. */
  readonly user: string;
  /** The current user's home folder, absolute. */
  readonly home: string;
  /** The inventory's folder, absolute: relative paths in variables start there. */
  readonly baseFolder: string;
  /** Relative paths in flags start there; the inventory's folder when left out. */
  readonly workingFolder?: string;
  /** `-u`. */
  readonly userFlag?: string;
  /** `--private-key`. */
  readonly keyFile?: string;
  /** `--ssh-common-args`. */
  readonly sshCommonArgs?: string;
  /** Counts where a host has no `ansible_ssh_args`. */
  readonly sshArgs?: string;
  /** Counts where a host has no `ansible_ssh_extra_args`. */
  readonly sshExtraArgs?: string;
  /** `-T`, in milliseconds; leave it out when the flag was not given. */
  readonly connectTimeout?: number;
  /** The agent's socket. */
  readonly agentSocket?: string;
}

/**
 * How to reach a host, without its jump hosts. A variable wins over a flag, as in Ansible: `ansible_ssh_X` over `ansible_X`
 * over `-u` and `--private-key`; `ansible_ssh_common_args` over `--ssh-common-args`. An `-o` option counts after the variable
 * and the flag of the same meaning, and `configured`, the options of ssh_config, after those; but key files add up, and
 * without any the usual ones in `~/.ssh` are tried. RB3005 for a name that is not allowed, RB4012 for what cannot be honored.
 */
export function targetOf(
  host: string,
  variables: ValueMap,
  settings: ConnectionSettings,
  configured: readonly SshOption[] = [],
): Target {
  const read = (...names: readonly string[]) => names.map((name) => textOf(host, variables, name)).find(Boolean);
  const connection = read("ansible_connection") ?? "ssh";
  if (connection === "local") return { kind: "local", name: host };
  if (connection === "exec") return execTarget(host, variables, settings);
  if (!["ssh", "ssh2", "openssh", "smart"].includes(connection)) {
    throw problem("RB4012", `${host}: ansible_connection ${JSON.stringify(connection)} is not known`, {
      hint: "use ssh, ssh2, openssh, local or exec",
    });
  }
  refusePasswords(host, read);
  const given = optionsOf(host, read, settings);
  const choice = opensshChoice(connection, given);
  const options = sshSettings([...forUs(given, choice), ...configured]);
  const asked = read("ansible_ssh_host", "ansible_host") ?? host;
  const address = checked(host, options.hostName ?? asked, "address");
  const user = read("ansible_ssh_user", "ansible_user") ?? settings.userFlag ?? options.user ?? settings.user;
  const port = portOf(host, read("ansible_ssh_port", "ansible_port") ?? options.port ?? "22");
  const alias = options.hostKeyAlias === undefined ? undefined : checked(host, options.hostKeyAlias, "key alias");
  const { home, baseFolder } = settings;
  const names = {
    name: host,
    asked,
    address,
    port,
    user: checked(host, user, "user"),
    localUser: settings.user,
    alias,
  };
  const paths = pathsFor({ home, baseFolder, ...names });
  const key = read("ansible_ssh_private_key_file", "ansible_private_key_file") ?? flagFile(settings);
  const proxy = options.proxy?.kind === "command" ? proxyCommandFor(options.proxy, names) : undefined;
  return {
    kind: "ssh",
    name: host,
    address,
    port,
    user,
    keyFiles: keyFilesOf(options, { key, paths, usual: typeof choice === "object" ? [] : usualKeys(home) }),
    ...certificatesOf(options, paths),
    ...agentOf(host, options, { settings, paths }),
    knownHosts: [
      ...(options.userKnownHosts ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]),
      ...(options.globalKnownHosts ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]),
    ].map(paths),
    ...(alias !== undefined && { hostKeyAlias: alias }),
    ...(options.acceptNew && { acceptNew: true }),
    ...(proxy && { proxyCommand: proxy }),
    ...(asked !== address && { configName: checked(host, asked, "address") }),
    ...(choice && { openssh: choice }),
    ...keepaliveOf(host, options),
    connectDeadline:
      milliseconds(host, read("ansible_ssh_timeout", "ansible_timeout")) ??
      settings.connectTimeout ??
      (options.connectTimeout || 10) * 1000,
  };
}

/** What ssh_config is to be asked about a host that is reached over ssh. RB3005, RB4012. */
export function configQuestion(host: string, variables: ValueMap, settings: ConnectionSettings): ConfigQuestion {
  const read = (...names: readonly string[]) => names.map((name) => textOf(host, variables, name)).find(Boolean);
  const options = sshSettings(ourOptions(host, read, settings));
  const user = read("ansible_ssh_user", "ansible_user") ?? settings.userFlag ?? options.user;
  return {
    host: checked(host, read("ansible_ssh_host", "ansible_host") ?? host, "address"),
    ...(user !== undefined && { user: checked(host, user, "user") }),
    ...(options.hostName !== undefined && { hostName: checked(host, options.hostName, "address") }),
  };
}

/** The ProxyJump of a host, as written; `undefined` for none. */
export function jumpsOf(
  host: string,
  variables: ValueMap,
  settings: ConnectionSettings,
  configured: readonly SshOption[],
): string | undefined {
  const read = (...names: readonly string[]) => names.map((name) => textOf(host, variables, name)).find(Boolean);
  const { proxy } = sshSettings([...ourOptions(host, read, settings), ...configured]);
  return proxy?.kind === "jump" && proxy.text.toLowerCase() !== "none" ? proxy.text : undefined;
}

function keyFilesOf(
  { identityFiles }: SshSettings,
  { key, paths, usual }: { key: string | undefined; paths: (path: string) => string; usual: readonly string[] },
): readonly string[] {
  if (key === undefined && identityFiles === undefined) return usual;
  const configured = (identityFiles ?? [])
    .map(({ path, optional }) => ({ path: paths(path), optional }))
    .filter(({ path, optional }) => !optional || existsSync(path));
  return [...new Set([...(key === undefined ? [] : [paths(key)]), ...configured.map(({ path }) => path)])];
}

function certificatesOf(
  { certificateFiles }: SshSettings,
  paths: (path: string) => string,
): { readonly certificates?: readonly string[] } {
  const named = (certificateFiles ?? []).map(({ path, optional }) => ({ path: paths(path), optional }));
  const there = named.filter(({ path, optional }) => !optional || existsSync(path)).map(({ path }) => path);
  return there.length === 0 ? {} : { certificates: there };
}

function agentOf(
  host: string,
  { identityAgent, identitiesOnly }: SshSettings,
  { settings, paths }: { settings: ConnectionSettings; paths: (path: string) => string },
): { readonly agent?: string; readonly agentHas?: "files" } {
  if (identityAgent === "none") return {};
  const ours = identityAgent === undefined || /^(\$\{?)?SSH_AUTH_SOCK\}?$/.test(identityAgent);
  if (!ours && identityAgent?.startsWith("$")) {
    throw problem("RB4012", `${host}: IdentityAgent ${identityAgent} is not supported`, {
      hint: "name the socket itself, or $SSH_AUTH_SOCK",
    });
  }
  const agent = ours ? settings.agentSocket : paths(identityAgent ?? "");
  if (agent === undefined) return {};
  return { agent, ...(identitiesOnly && { agentHas: "files" }) };
}

function keepaliveOf(
  host: string,
  { aliveInterval, aliveCount }: SshSettings,
): { readonly keepalive?: { readonly interval: number; readonly count: number } } {
  if (!aliveInterval && aliveCount === undefined) return {};
  if (aliveCount !== undefined && !/^[1-9]\d{0,4}$/.test(aliveCount)) {
    throw problem("RB4012", `${host}: ServerAliveCountMax ${JSON.stringify(aliveCount)} is not a number from 1 on`);
  }
  return { keepalive: { interval: (aliveInterval || 3) * 1000, count: Number(aliveCount ?? 3) } };
}

type Read = (...names: readonly string[]) => string | undefined;

/** `ansible_ssh_args`, then the common and the extra arguments: for ssh the first value of a keyword counts. */
function optionsOf(host: string, read: Read, settings: ConnectionSettings): readonly SshOption[] {
  const folder = settings.workingFolder ?? settings.baseFolder;
  const words = (name: string, otherwise: { readonly name: string; readonly text: string | undefined }) => {
    const own = read(name);
    return own === undefined
      ? parseSshArguments(otherwise.text ?? "", { name: otherwise.name, folder })
      : parseSshArguments(own, { name: `${host}: ${name}`, folder: settings.baseFolder });
  };
  return [
    ...words("ansible_ssh_args", { name: "ssh_args", text: settings.sshArgs }),
    ...words("ansible_ssh_common_args", { name: "--ssh-common-args", text: settings.sshCommonArgs }),
    ...words("ansible_ssh_extra_args", { name: "ssh_extra_args", text: settings.sshExtraArgs }),
  ];
}

/** Those of the options that we honor ourselves. */
function ourOptions(host: string, read: Read, settings: ConnectionSettings): readonly SshOption[] {
  const given = optionsOf(host, read, settings);
  return forUs(given, opensshChoice(read("ansible_connection") ?? "ssh", given));
}

function flagFile({ keyFile, workingFolder, baseFolder }: ConnectionSettings): string | undefined {
  return keyFile === undefined || /^~(\/|$)/.test(keyFile) ? keyFile : resolve(workingFolder ?? baseFolder, keyFile);
}

function textOf(host: string, variables: ValueMap, name: string): string | undefined {
  const value = ownValue(variables, name);
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw problem("RB4012", `${host}: ${name} must be a plain text or number`);
}

function refusePasswords(host: string, read: Read): void {
  if (read("ansible_password", "ansible_ssh_pass", "ansible_ssh_password") !== undefined) {
    throw problem("RB4012", `${host}: a password in the inventory is not supported`, {
      hint: "name a key with ansible_ssh_private_key_file, or give -k to be asked for the password",
    });
  }
}

function checked(host: string, name: string, what: string): string {
  if (/^[A-Za-z0-9_.:@%-]+$/.test(name) && !name.startsWith("-")) return name;
  throw problem("RB3005", `${host}: ${JSON.stringify(name)} is not allowed as ${what}`, {
    hint: "letters, digits and _ . : @ % - are; it must not begin with -",
  });
}

function portOf(host: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw problem("RB4012", `${host}: ${JSON.stringify(text)} is not a port`, { hint: "a port is 1 to 65535" });
}

function milliseconds(host: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text) * 1000;
  throw problem("RB4012", `${host}: ${JSON.stringify(text)} is not a number of seconds`);
}

function usualKeys(home: string): readonly string[] {
  return ["id_ed25519", "id_ecdsa", "id_rsa"]
    .map((name) => join(home, ".ssh", name))
    .filter((path) => existsSync(path));
}
