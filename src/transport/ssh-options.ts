import { resolve } from "node:path";
import { type ProblemError, problem } from "../problems/problem.ts";
import { splitWords } from "./split-words.ts";
import type { SshOption } from "./ssh-arguments.ts";

/** What ssh's options say about a connection; the first value of a keyword counts, key files add up (ssh_config(5)). */
export interface SshSettings {
  readonly identityFiles: readonly string[];
  readonly userKnownHosts?: readonly string[];
  readonly globalKnownHosts?: readonly string[];
  readonly identitiesOnly?: boolean;
  /** A socket, or "none". */
  readonly identityAgent?: string;
  readonly port?: string;
  readonly user?: string;
  readonly hostName?: string;
  readonly hostKeyAlias?: string;
  /** Seconds. */
  readonly connectTimeout?: string;
}

/** Keywords without any effect on us, whatever their value: we keep one connection, never compress, never write known_hosts. */
const ignored = new Set(
  `controlmaster controlpersist controlpath compression serveraliveinterval serveralivecountmax tcpkeepalive loglevel
   updatehostkeys hashknownhosts visualhostkey checkhostip connectionattempts numberofpasswordprompts sendenv setenv
   exitonforwardfailure`.split(/\s+/),
);

/** Keywords of which only these values mean what we do anyway. */
const fixed: Readonly<Record<string, { readonly allowed: RegExp; readonly why: string }>> = {
  stricthostkeychecking: {
    allowed: /^(yes|true|ask)$/,
    why: "host keys are always checked; add the host's key to known_hosts instead",
  },
  batchmode: { allowed: /^(yes|no)$/, why: "it is yes or no" },
  passwordauthentication: { allowed: /^no$/, why: "only keys are used to log in" },
  kbdinteractiveauthentication: { allowed: /^no$/, why: "only keys are used to log in" },
  challengeresponseauthentication: { allowed: /^no$/, why: "only keys are used to log in" },
  gssapiauthentication: { allowed: /^no$/, why: "only keys are used to log in" },
  hostbasedauthentication: { allowed: /^no$/, why: "only keys are used to log in" },
  pubkeyauthentication: { allowed: /^yes$/, why: "only keys are used to log in" },
  preferredauthentications: { allowed: /(^|,)publickey(,|$)/, why: "only keys are used to log in" },
  forwardagent: { allowed: /^no$/, why: "the agent is never forwarded to a host" },
  forwardx11: { allowed: /^no$/, why: "nothing is forwarded" },
  requesttty: { allowed: /^no$/, why: "commands run without a terminal" },
  addkeystoagent: { allowed: /^no$/, why: "the agent is not changed" },
  permitlocalcommand: { allowed: /^no$/, why: "no local command is run" },
  proxycommand: { allowed: /^none$/, why: "jump hosts are not built yet" },
  proxyjump: { allowed: /^none$/, why: "jump hosts are not built yet" },
};

const single = {
  port: "port",
  user: "user",
  hostname: "hostName",
  hostkeyalias: "hostKeyAlias",
  connecttimeout: "connectTimeout",
  identityagent: "identityAgent",
} as const;

/** Turns options into settings. RB4012 for one that cannot be honored. */
export function sshSettings(options: readonly SshOption[]): SshSettings {
  const identityFiles: string[] = [];
  const found: { -readonly [K in keyof SshSettings]?: SshSettings[K] } = {};
  for (const option of options) {
    const { keyword, value } = option;
    if (keyword === "identityfile") identityFiles.push(...files(option));
    else if (keyword === "userknownhostsfile") found.userKnownHosts ??= files(option);
    else if (keyword === "globalknownhostsfile") found.globalKnownHosts ??= files(option);
    else if (keyword === "identitiesonly") found.identitiesOnly ??= yesOrNo(option);
    else if (isSingle(keyword)) found[single[keyword]] ??= value;
    else if (!ignored.has(keyword)) checkFixed(option);
  }
  return { ...found, identityFiles };
}

function isSingle(keyword: string): keyword is keyof typeof single {
  return Object.hasOwn(single, keyword);
}

/** File names, separated by white space, made absolute but for `~` and `%` at their beginning; "none" is no file. */
function files(option: SshOption): readonly string[] {
  const words = splitWords(option.value);
  if (words === undefined) throw refused(option, "a quote is not closed");
  const named = words.filter((word) => word !== "none");
  return named.map((word) => (/^[~%]/.test(word) ? word : resolve(option.origin.folder, word)));
}

function yesOrNo(option: SshOption): boolean {
  if (option.value === "yes" || option.value === "true") return true;
  if (option.value === "no" || option.value === "false") return false;
  throw refused(option, "it is yes or no");
}

function checkFixed(option: SshOption): void {
  const rule = Object.hasOwn(fixed, option.keyword) ? fixed[option.keyword] : undefined;
  if (rule === undefined) throw refused(option, "this option is not supported");
  if (!rule.allowed.test(option.value.toLowerCase())) throw refused(option, rule.why);
}

function refused(option: SshOption, why: string): ProblemError {
  return problem("RB4012", `${option.origin.name}: ${JSON.stringify(option.written)} cannot be honored: ${why}`, {
    hint: "remove the option; what is supported stands in the guide under connections",
  });
}
