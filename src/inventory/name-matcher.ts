import { problem } from "../problems/problem.ts";

/** A test for names: `~` begins a regular expression (from the name's beginning), `* ? [ab] [!ab]` are globs, else equality. */
export function nameMatcher(name: string): (candidate: string) => boolean {
  if (name.startsWith("~")) return expressionMatcher(name.slice(1));
  if (!isGlob(name)) return (candidate) => candidate === name;
  const expression = new RegExp(`^${globSource(name)}$`, "s");
  return (candidate) => expression.test(candidate);
}

/** True when the name may match several names. */
export function isGlob(name: string): boolean {
  return /^~|[*?[]/.test(name);
}

function expressionMatcher(source: string): (candidate: string) => boolean {
  try {
    const expression = new RegExp(`^(?:${source})`);
    return (candidate) => expression.test(candidate);
  } catch (cause) {
    throw problem("RB3003", `"~${source}" is not a regular expression`, { cause });
  }
}

function globSource(glob: string): string {
  return glob.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[^*?[]|\[/g, (part, negated: string | undefined, set?: string) => {
    if (part.startsWith("*")) return ".*?";
    if (part === "?") return ".";
    if (set) return `[${negated ? "^" : ""}${set.replace(/[\\^[\]]/g, "\\$&")}]`;
    return part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  });
}
