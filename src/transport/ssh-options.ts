import { resolve } from "node:path";
import { type ProblemError, problem } from "../problems/problem.ts";
import { splitWords } from "./split-words.ts";
import type { SshOption } from "./ssh-arguments.ts";
import { honoredKeywords } from "./ssh-config-keywords.ts";
import { sshSeconds } from "./ssh-time.ts";

/** What ssh's options say about a connection; the first value of a keyword counts, key files add up (ssh_config(5)). */
export interface SshSettings {
  /** Absent when no option names any; "none" leaves an empty list. */
  readonly identityFiles?: readonly KeyFileOption[];
  readonly certificateFiles?: readonly KeyFileOption[];
  readonly userKnownHosts?: readonly string[];
  readonly globalKnownHosts?: readonly string[];
  readonly identitiesOnly?: boolean;
  /** A socket, "none", or the name of a variable. */
  readonly identityAgent?: string;
  readonly port?: string;
  readonly user?: string;
  readonly hostName?: string;
  readonly hostKeyAlias?: string;
  /** Seconds. */
  readonly connectTimeout?: number;
  /** Seconds, 0 for our own. */
  readonly aliveInterval?: number;
  readonly aliveCount?: string;
  readonly acceptNew?: boolean;
  /** How the host is reached otherwise than directly: the first of ProxyJump and ProxyCommand. */
  readonly proxy?: { readonly kind: "jump" | "command"; readonly text: string; readonly origin: string };
}

/** A key file; one from a configuration file may be missing, as for ssh. */
export interface KeyFileOption {
  readonly path: string;
  readonly optional: boolean;
}

/** Keywords without any effect on us, whatever their value: we keep one connection, never compress, never write known_hosts. */
const ignored = new Set(
  `controlmaster controlpersist controlpath compression tcpkeepalive loglevel
   updatehostkeys hashknownhosts visualhostkey checkhostip connectionattempts numberofpasswordprompts sendenv setenv
   exitonforwardfailure`.split(/\s+/),
);

const onlyKeys = "keys are used to log in, and a password only with -k";

/** Keywords of which only these values mean what we do anyway. */
const fixed: Readonly<Record<string, { readonly allowed: RegExp; readonly why: string }>> = {
  batchmode: { allowed: /^(yes|no)$/, why: "it is yes or no" },
  knownhostscommand: { allowed: /^none$/, why: "host keys come from files only; runbook trust writes them" },
  passwordauthentication: { allowed: /^no$/, why: onlyKeys },
  kbdinteractiveauthentication: { allowed: /^no$/, why: onlyKeys },
  challengeresponseauthentication: { allowed: /^no$/, why: onlyKeys },
  gssapiauthentication: { allowed: /^no$/, why: onlyKeys },
  hostbasedauthentication: { allowed: /^no$/, why: onlyKeys },
  pubkeyauthentication: { allowed: /^yes$/, why: onlyKeys },
  preferredauthentications: { allowed: /(^|,)publickey(,|$)/, why: onlyKeys },
  forwardagent: { allowed: /^no$/, why: "the agent is never forwarded to a host" },
  forwardx11: { allowed: /^no$/, why: "nothing is forwarded" },
  requesttty: { allowed: /^no$/, why: "commands run without a terminal" },
  addkeystoagent: { allowed: /^no$/, why: "the agent is not changed" },
  permitlocalcommand: { allowed: /^no$/, why: "no local command is run" },
};

const single = {
  port: "port",
  user: "user",
  hostname: "hostName",
  hostkeyalias: "hostKeyAlias",
  identityagent: "identityAgent",
  serveralivecountmax: "aliveCount",
} as const;

type Found = { -readonly [K in keyof SshSettings]?: SshSettings[K] };

/** Turns options into settings. RB4012 for one that cannot be honored. */
export function sshSettings(options: readonly SshOption[]): SshSettings {
  const found: Found = {};
  for (const option of options) {
    const { keyword, value } = option;
    if (keyword === "userknownhostsfile") found.userKnownHosts ??= files(option);
    else if (keyword === "globalknownhostsfile") found.globalKnownHosts ??= files(option);
    else if (keyword === "identitiesonly") found.identitiesOnly ??= yesOrNo(option);
    else if (keyword === "connecttimeout") found.connectTimeout ??= time(option);
    else if (keyword === "serveraliveinterval") found.aliveInterval ??= time(option);
    else if (keyword === "stricthostkeychecking") found.acceptNew ??= acceptsNew(option);
    else if (keyword === "proxyjump") found.proxy ??= proxyOf("jump", option);
    else if (keyword === "proxycommand") found.proxy = commandAfter(found.proxy) ?? proxyOf("command", option);
    else if (keyword === "identityfile") found.identityFiles = [...(found.identityFiles ?? []), ...keyFiles(option)];
    else if (keyword === "certificatefile") {
      found.certificateFiles = [...(found.certificateFiles ?? []), ...keyFiles(option)];
    } else if (isSingle(keyword)) found[single[keyword]] ??= value;
    else if (!ignored.has(keyword)) checkFixed(option);
  }
  return found;
}

/** Ways to log in that only the system's ssh has. */
const otherLogins = new Set(
  `gssapiauthentication gssapidelegatecredentials hostbasedauthentication preferredauthentications
   pubkeyauthentication`.split(/\s+/),
);

/** True for an option that only the system's ssh can honor; we understand the others, or refuse them. */
export function isOnlyForOpenssh({ keyword }: SshOption): boolean {
  const ours = honoredKeywords.has(keyword) || ignored.has(keyword) || Object.hasOwn(fixed, keyword);
  return !ours || otherLogins.has(keyword);
}

function isSingle(keyword: string): keyword is keyof typeof single {
  return Object.hasOwn(single, keyword);
}

type Proxy = NonNullable<SshSettings["proxy"]>;

function proxyOf(kind: Proxy["kind"], { value, origin }: SshOption): Proxy {
  return { kind, text: value, origin: origin.name };
}

/** What was said before a ProxyCommand; only a "ProxyJump none" does not count, as in OpenSSH. */
function commandAfter(before: Proxy | undefined): Proxy | undefined {
  return before?.kind === "jump" && before.text.toLowerCase() === "none" ? undefined : before;
}

function keyFiles(option: SshOption): readonly KeyFileOption[] {
  return files(option).map((path) => ({ path, optional: option.configured === true }));
}

/** File names, separated by white space, made absolute but for `~` and `%` at their beginning; "none" is no file. */
function files(option: SshOption): readonly string[] {
  const words = option.words ?? splitWords(option.value);
  if (words === undefined) throw refused(option, "a quote is not closed");
  const named = words.filter((word) => word !== "none");
  return named.map((word) => (/^[~%]/.test(word) ? word : resolve(option.origin.folder, word)));
}

function yesOrNo(option: SshOption): boolean {
  const value = option.value.toLowerCase();
  if (value === "yes" || value === "true") return true;
  if (value === "no" || value === "false") return false;
  throw refused(option, "it is yes or no");
}

function time(option: SshOption): number {
  const count = sshSeconds(option.value);
  if (count === undefined) throw refused(option, "it is not a number of seconds");
  return count;
}

function acceptsNew(option: SshOption): boolean {
  const value = option.value.toLowerCase();
  if (value === "accept-new") return true;
  if (value === "yes" || value === "true" || value === "ask") return false;
  const why = "host keys are always checked";
  const hint =
    "pin the keys with: runbook trust; or, to trust the first key seen, say StrictHostKeyChecking=accept-new";
  throw refused(option, why, hint);
}

function checkFixed(option: SshOption): void {
  const rule = Object.hasOwn(fixed, option.keyword) ? fixed[option.keyword] : undefined;
  if (rule === undefined) throw refused(option, "this option is not supported");
  if (!rule.allowed.test(option.value.toLowerCase())) throw refused(option, rule.why);
}

function refused(
  option: SshOption,
  why: string,
  hint = "remove the option; what is supported stands in the guide under connections",
): ProblemError {
  return problem("RB4012", `${option.origin.name}: ${JSON.stringify(option.written)} cannot be honored: ${why}`, {
    hint,
  });
}
