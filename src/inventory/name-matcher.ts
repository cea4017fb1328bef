import { problem } from "../problems/problem.ts";

/** A test for names: `~` begins a regular expression (from the name's beginning), `* ? [ab] [!ab]` are globs, else equality. */
export function nameMatcher(name: string): (candidate: string) => boolean {
  if (!isGlob(name)) return (candidate) => candidate === name;
  try {
    const expression = name.startsWith("~")
      ? new RegExp(`^(?:${name.slice(1)})`)
      : new RegExp(`^${globSource(name)}$`, "s");
    return (candidate) => expression.test(candidate);
  } catch (cause) {
    const what = name.startsWith("~") ? "a regular expression" : "a pattern";
    throw problem("RB3003", `"${name}" is not ${what}`, { cause });
  }
}

/** True when the name may match several names. */
export function isGlob(name: string): boolean {
  return /^~|[*?[]/.test(name);
}

function globSource(glob: string): string {
  return glob.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|[^*?[]|\[/g, (part, negated: string | undefined, set?: string) => {
    if (part.startsWith("*")) return ".*?";
    if (part === "?") return ".";
    if (set) return `[${negated ? "^" : ""}${set.replace(/[\\^[\]]/g, "\\$&")}]`;
    return part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  });
}
