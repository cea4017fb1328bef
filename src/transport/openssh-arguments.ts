import { quote } from "../changes/quote.ts";
import type { SshTarget } from "./ssh-target.ts";

/** What the main process of a shared connection prints once it is logged in. */
export const loggedInMarker = "runbook-logged-in";

/**
 * The arguments of the ssh that logs in and lets others share its connection at `socket` (ssh_config(5)). For ssh the first
 * value of a keyword counts: ours come before those of the user's files.
 */
export function opensshArguments(target: SshTarget, socket: string): readonly string[] {
  const { keepalive, openssh } = target;
  const settings = [
    "BatchMode=yes",
    `StrictHostKeyChecking=${target.acceptNew ? "accept-new" : "yes"}`,
    ...fixed,
    `ControlPath=${word(socket)}`,
    `LocalCommand=echo ${loggedInMarker}`,
    `HostName=${percentFree(target.address)}`,
    `Port=${target.port}`,
    `User=${target.user}`,
    `UserKnownHostsFile=${target.knownHosts.map(word).join(" ") || "none"}`,
    ...(target.hostKeyAlias === undefined ? [] : [`HostKeyAlias=${target.hostKeyAlias}`]),
    ...target.keyFiles.map((path) => `IdentityFile=${word(path)}`),
    ...(target.certificates ?? []).map((path) => `CertificateFile=${word(path)}`),
    `IdentityAgent=${target.agent === undefined ? "none" : word(target.agent)}`,
    ...(target.agentHas === "files" ? ["IdentitiesOnly=yes"] : []),
    wayOf(target),
    `ConnectTimeout=${Math.ceil(target.connectDeadline / 1000)}`,
    `ServerAliveInterval=${Math.ceil((keepalive?.interval ?? 3_000) / 1000)}`,
    `ServerAliveCountMax=${keepalive?.count ?? 3}`,
    ...(openssh === undefined || openssh === "never" ? [] : openssh.options),
  ];
  return ["-N", ...settings.flatMap((setting) => ["-o", setting]), "--", target.configName ?? target.address];
}

/** The arguments of an ssh that runs a command over the shared connection, and never makes one of its own. */
export function sharedArguments(target: SshTarget, socket: string): readonly string[] {
  const settings = [`ControlPath=${word(socket)}`, "ControlMaster=no", "ProxyCommand=false", "LogLevel=ERROR"];
  return ["-F", "none", "-T", "-e", "none", ...settings.flatMap((setting) => ["-o", setting]), "--", target.address];
}

/** What no configuration may say otherwise. */
const fixed = [
  "ControlMaster=yes",
  "ControlPersist=no",
  "PermitLocalCommand=yes",
  "LogLevel=DEBUG1",
  "GlobalKnownHostsFile=none",
  "KnownHostsCommand=none",
  "NoHostAuthenticationForLocalhost=no",
  "UpdateHostKeys=no",
  "ConnectionAttempts=1",
  "ForwardAgent=no",
  "ForwardX11=no",
  "ClearAllForwardings=yes",
  "Tunnel=no",
  "AddKeysToAgent=no",
  "RequestTTY=no",
  "RemoteCommand=none",
  "ForkAfterAuthentication=no",
] as const;

function wayOf({ jumps, proxyCommand }: SshTarget): string {
  if (jumps !== undefined && jumps.length > 0) return `ProxyJump=${jumps.map(jumpText).join(",")}`;
  if (proxyCommand !== undefined) return `ProxyCommand=${percentFree(proxyCommand.map(quote).join(" "))}`;
  return "ProxyCommand=none";
}

function jumpText({ user, port, address, configName = address }: SshTarget): string {
  return `${user}@${configName.includes(":") ? `[${configName}]` : configName}:${port}`;
}

/** A path as one word of a setting. */
function word(path: string): string {
  return `"${percentFree(path).replaceAll(/["\\]/g, "\\$&")}"`;
}

function percentFree(text: string): string {
  return text.replaceAll("%", "%%");
}
