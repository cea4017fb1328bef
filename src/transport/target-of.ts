import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { ownValue, type ValueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Target } from "./connection.ts";
import { execTarget } from "./exec-target.ts";
import { parseSshArguments } from "./ssh-arguments.ts";
import { type SshSettings, sshSettings } from "./ssh-options.ts";

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
  /** `-T`, in milliseconds; leave it out when the flag was not given. */
  readonly connectTimeout?: number;
  /** The agent's socket. */
  readonly agentSocket?: string;
}

/**
 * How to reach a host. A variable wins over a flag, as in Ansible: `ansible_ssh_X` over `ansible_X` over `-u` and
 * `--private-key`; `ansible_ssh_common_args` over `--ssh-common-args`. An `-o` option counts after the variable and the flag of
 * the same meaning; but key files add up, and without any the usual ones in `~/.ssh` are tried.
 * RB3005 for a name that is not allowed, RB4012 for what cannot be honored.
 */
export function targetOf(host: string, variables: ValueMap, settings: ConnectionSettings): Target {
  const read = (...names: readonly string[]) => names.map((name) => textOf(host, variables, name)).find(Boolean);
  const connection = read("ansible_connection") ?? "ssh";
  if (connection === "local") return { kind: "local", name: host };
  if (connection === "exec") return execTarget(host, variables, settings);
  if (connection !== "ssh" && connection !== "ssh2" && connection !== "smart") {
    throw problem("RB4012", `${host}: ansible_connection ${JSON.stringify(connection)} is not built yet`, {
      hint: "use ssh, local or exec",
    });
  }
  refusePasswords(host, read);
  const options = optionsOf(host, read, settings);
  const address = checked(host, options.hostName ?? read("ansible_ssh_host", "ansible_host") ?? host, "address");
  const user = read("ansible_ssh_user", "ansible_user") ?? settings.userFlag ?? options.user ?? settings.user;
  const port = portOf(host, read("ansible_ssh_port", "ansible_port") ?? options.port ?? "22");
  const key = read("ansible_ssh_private_key_file", "ansible_private_key_file") ?? flagFile(settings);
  const paths = pathsFor({ host: address, user, settings });
  const keyFiles = [...(key === undefined ? [] : [key]), ...options.identityFiles].map(paths);
  const agent = options.identityAgent === undefined ? settings.agentSocket : paths(options.identityAgent);
  const withoutAgent = agent === undefined || options.identitiesOnly === true || options.identityAgent === "none";
  return {
    kind: "ssh",
    name: host,
    address,
    port,
    user: checked(host, user, "user"),
    keyFiles: keyFiles.length > 0 ? [...new Set(keyFiles)] : usualKeys(settings.home),
    ...(withoutAgent ? {} : { agent }),
    knownHosts: [
      ...(options.userKnownHosts ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]),
      ...(options.globalKnownHosts ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]),
    ].map(paths),
    ...(options.hostKeyAlias === undefined ? {} : { hostKeyAlias: checked(host, options.hostKeyAlias, "key alias") }),
    connectDeadline:
      milliseconds(host, read("ansible_ssh_timeout", "ansible_timeout")) ??
      settings.connectTimeout ??
      milliseconds(host, options.connectTimeout) ??
      10_000,
  };
}

type Read = (...names: readonly string[]) => string | undefined;

/** `ansible_ssh_args`, then the common and the extra arguments: for ssh the first value of a keyword counts. */
function optionsOf(host: string, read: Read, settings: ConnectionSettings): SshSettings {
  const common = read("ansible_ssh_common_args");
  const variable = (name: string) => {
    const origin = { name: `${host}: ${name}`, folder: settings.baseFolder };
    return parseSshArguments(read(name) ?? "", origin);
  };
  const flag = { name: "--ssh-common-args", folder: settings.workingFolder ?? settings.baseFolder };
  return sshSettings([
    ...variable("ansible_ssh_args"),
    ...(common === undefined
      ? parseSshArguments(settings.sshCommonArgs ?? "", flag)
      : variable("ansible_ssh_common_args")),
    ...variable("ansible_ssh_extra_args"),
  ]);
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
    throw problem("RB4012", `${host}: logging in with a password is not supported`, {
      hint: "give the host a public key and name the private one with ansible_ssh_private_key_file",
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

/** Makes a path absolute: `~`, and of ssh's tokens %d %h %r %u and %%. */
function pathsFor({ host, user, settings }: { host: string; user: string; settings: ConnectionSettings }) {
  const tokens: Readonly<Record<string, string>> = {
    "%%": "%",
    "%d": settings.home,
    "%h": host,
    "%r": user,
    "%u": settings.user,
  };
  return (path: string): string => {
    const plain = path.replace(/%./g, (token) => tokens[token] ?? token);
    if (plain === "~" || plain.startsWith("~/")) return join(settings.home, plain.slice(1));
    return isAbsolute(plain) ? plain : resolve(settings.baseFolder, plain);
  };
}
