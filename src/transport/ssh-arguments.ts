import { type ProblemError, problem } from "../problems/problem.ts";
import { splitWords } from "./split-words.ts";

/** One option of ssh, `keyword` in lower case as ssh_config compares it. */
export interface SshOption {
  readonly keyword: string;
  readonly value: string;
  /** The value's words, where they are known apart. */
  readonly words?: readonly string[];
  /** True for one from a configuration file. */
  readonly configured?: boolean;
  /** As it was written, for messages. */
  readonly written: string;
  readonly origin: SshArgumentOrigin;
}

/** Where arguments stand: `name` for messages, `folder` for relative paths, absolute. */
export interface SshArgumentOrigin {
  readonly name: string;
  readonly folder: string;
}

/** Options that stand for a keyword, and take a value. */
const shortOptions: Readonly<Record<string, string>> = {
  "-i": "identityfile",
  "-p": "port",
  "-l": "user",
  "-J": "proxyjump",
};

/** Flags that change nothing for us. */
const harmlessFlags = new Set(["-C", "-q", "-v", "-vv", "-vvv", "-T", "-x", "-a"]);

/** The options in an argument string for ssh, as `--ssh-common-args` takes it. RB4012 for any other argument. */
export function parseSshArguments(text: string, origin: SshArgumentOrigin): readonly SshOption[] {
  const words = splitWords(text);
  if (words === undefined) throw refused(text, origin, "a quote is not closed");
  const options: SshOption[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (harmlessFlags.has(word)) continue;
    const flag = word.slice(0, 2);
    const attached = word.slice(2);
    const value = attached === "" ? words[i + 1] : attached;
    if (flag !== "-o" && shortOptions[flag] === undefined) throw refused(word, origin, "it is not supported");
    if (value === undefined) throw refused(word, origin, "its value is missing");
    if (attached === "") i += 1;
    const keyword = shortOptions[flag];
    const written = `${flag} ${value}`;
    options.push(keyword === undefined ? parseSetting(value, origin) : { keyword, value, written, origin });
  }
  return options;
}

/** `Key=Value` or `Key Value`, white space around the equals sign allowed (ssh_config(5)). */
function parseSetting(setting: string, origin: SshArgumentOrigin): SshOption {
  const parts = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*?)\s*$/s.exec(setting);
  const [, keyword, value] = parts ?? [];
  if (keyword === undefined || value === undefined || value === "") {
    throw refused(`-o ${setting}`, origin, "it is not of the form Key=Value");
  }
  return { keyword: keyword.toLowerCase(), value, written: `-o ${setting}`, origin };
}

function refused(argument: string, origin: SshArgumentOrigin, why: string): ProblemError {
  return problem("RB4012", `${origin.name}: ${JSON.stringify(argument)} cannot be honored: ${why}`, {
    hint: "use -o Key=Value with keys such as UserKnownHostsFile, IdentityFile, Port, User, HostName, ConnectTimeout",
  });
}
