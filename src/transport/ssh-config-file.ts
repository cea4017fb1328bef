import { readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { type ProblemError, problem } from "../problems/problem.ts";
import { expandGlob } from "./expand-glob.ts";
import { configWords, splitKeyword } from "./ssh-config-words.ts";

/** One directive of an ssh_config file; `keyword` in lower case. */
export interface ConfigLine {
  readonly keyword: string;
  /** What follows the keyword, as written. */
  readonly rest: string;
  /** The same as words. */
  readonly words: readonly string[];
  /** `path:line`, for messages. */
  readonly place: string;
  /** The files that an Include names. */
  readonly included: readonly ConfigFile[];
}

/** A file's directives in their order. */
export type ConfigFile = readonly ConfigLine[];

/** Whose file it is: relative names and `~` of Include depend on it. */
export interface ConfigOwner {
  /** The user's home folder. */
  readonly home: string;
  readonly kind: "user" | "system";
}

const deepest = 16;

/**
 * Reads a file and what it includes; a missing file is empty. RB4012 for one that cannot be understood, and, as ssh does, for
 * a user's file that others may write to.
 */
export function readConfigFile(path: string, owner: ConfigOwner, depth = 0): ConfigFile {
  if (depth > deepest)
    throw unreadable(path, "too many files include each other", "look for a file that includes itself");
  const text = textOf(path, owner);
  if (text === undefined) return [];
  return text.split("\n").flatMap((raw, index) => {
    const { keyword, rest } = splitKeyword(raw);
    if (keyword === "" || keyword.startsWith("#")) return [];
    const place = `${path}:${index + 1}`;
    const lower = keyword.toLowerCase();
    if (rest === "") throw unreadable(place, `${keyword} has no value`, "add one, or remove the line");
    const words = configWords(rest) ?? rawWords(lower, place);
    const included = lower === "include" ? words.flatMap((word) => includedBy(word, owner, depth)) : [];
    return [{ keyword: lower, rest, words, place, included }];
  });
}

/** ProxyCommand, ProxyJump and the like take the rest of the line as it is, open quotes too. */
function rawWords(keyword: string, place: string): readonly string[] {
  if (["proxycommand", "proxyjump", "match", "localcommand", "remotecommand"].includes(keyword)) return [];
  throw unreadable(place, "a quote is not closed", "close it");
}

function includedBy(word: string, owner: ConfigOwner, depth: number): readonly ConfigFile[] {
  const base = owner.kind === "user" ? join(owner.home, ".ssh") : "/etc/ssh";
  const path = /^~(\/|$)/.test(word) ? join(owner.home, word.slice(1)) : isAbsolute(word) ? word : join(base, word);
  return expandGlob(path).map((found) => readConfigFile(found, owner, depth + 1));
}

function textOf(path: string, { kind }: ConfigOwner): string | undefined {
  try {
    const { mode, uid } = statSync(path);
    if (kind === "user" && ((mode & 0o022) !== 0 || (uid !== 0 && uid !== userInfo().uid))) {
      throw unreadable(path, "others may write to it, so ssh would not use it", `chmod 600 ${path}`);
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (typeof code !== "string") throw error;
    throw unreadable(path, `it cannot be read (${code})`, "make it readable");
  }
}

function unreadable(place: string, why: string, hint: string): ProblemError {
  return problem("RB4012", `${place}: ${why}`, { hint });
}
