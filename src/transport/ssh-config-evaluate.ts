import { wildcardMatch } from "./host-patterns.ts";
import type { SshOption } from "./ssh-arguments.ts";
import type { ConfigFile, ConfigLine } from "./ssh-config-file.ts";
import { honoredKeywords, rawKeywords } from "./ssh-config-keywords.ts";
import { conditionHolds, type MatchFacts, onlyBySsh } from "./ssh-config-match.ts";

/** What is asked of ssh_config. */
export interface ConfigQuestion {
  /** The name that `Host` lines are compared with. */
  readonly host: string;
  /** The login user where a variable or flag says so. */
  readonly user?: string;
  /** HostName where an option says so. */
  readonly hostName?: string;
}

/** Who asks. */
export interface ConfigAsker {
  /** The current user's name. */
  readonly user: string;
  /** Relative paths start there. */
  readonly folder: string;
}

/**
 * The honored options that files set for a host, first ones first (ssh_config(5)), without running anything. RB4012 for
 * conditions that only ssh can decide.
 */
export function evaluateConfig(
  files: readonly ConfigFile[],
  question: ConfigQuestion,
  asker: ConfigAsker,
): readonly SshOption[] {
  const found: SshOption[] = [];
  const first = (keyword: string) => found.find((option) => option.keyword === keyword)?.value;
  const facts = (): MatchFacts => ({
    originalHost: question.host,
    host: expandHost(question.hostName ?? first("hostname") ?? question.host, question.host),
    user: question.user ?? first("user") ?? asker.user,
    localUser: asker.user,
  });
  const walk = (file: ConfigFile, reachable: boolean): void => {
    let active = reachable;
    for (const line of file) {
      if (line.keyword === "host") active = reachable && hostLineFits(line, question.host);
      else if (line.keyword === "match") active = reachable && conditionHolds(line, facts());
      else if (line.keyword === "include") for (const inner of line.included) walk(inner, active);
      else if (active && line.keyword === "canonicalizehostname") refuseCanonical(line);
      else if (active && honoredKeywords.has(line.keyword)) found.push(optionOf(line, question.host, asker));
    }
  };
  for (const file of files) walk(file, true);
  return found;
}

function hostLineFits({ words }: ConfigLine, host: string): boolean {
  let fits = false;
  for (const word of words) {
    const negated = word.startsWith("!");
    if (!wildcardMatch(negated ? word.slice(1) : word, host)) continue;
    if (negated) return false;
    fits = true;
  }
  return fits;
}

function optionOf(line: ConfigLine, host: string, { folder }: ConfigAsker): SshOption {
  const { keyword, rest, words, place } = line;
  const raw = rawKeywords.has(keyword);
  const text = raw ? rawValue(keyword, rest) : (words[0] ?? "");
  const value = keyword === "hostname" ? expandHost(text, host) : text;
  const written = `${keyword} ${rest}`;
  return { keyword, value, ...(raw ? {} : { words }), configured: true, written, origin: { name: place, folder } };
}

/** A comment ends ProxyJump, but is a part of a command. */
function rawValue(keyword: string, rest: string): string {
  return keyword === "proxyjump" ? rest.replace(/\s*#.*$/s, "") : rest;
}

function expandHost(name: string, host: string): string {
  return name.replace(/%[%h]/g, (token) => (token === "%h" ? host : "%"));
}

function refuseCanonical({ words, place }: ConfigLine): void {
  if (words[0]?.toLowerCase() !== "no") throw onlyBySsh(place, "CanonicalizeHostname");
}
