import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The existing files that an absolute path with `*`, `?` and `[...]` names, sorted, as glob(3) finds them. */
export function expandGlob(pattern: string): readonly string[] {
  let found: readonly string[] = ["/"];
  for (const part of pattern.split("/").filter((one) => one !== "")) {
    found = found.flatMap((folder) =>
      (/[*?[]/.test(part) ? namesIn(folder, part) : [part]).map((name) => join(folder, name)),
    );
  }
  return found.filter((path) => existsSync(path)).sort();
}

function namesIn(folder: string, pattern: string): readonly string[] {
  const wanted = asRegularExpression(pattern);
  try {
    return readdirSync(folder).filter(
      (name) => wanted.test(name) && (!name.startsWith(".") || pattern.startsWith(".")),
    );
  } catch {
    return [];
  }
}

function asRegularExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[*?]|[^*?[]|\[/g, (text, not?: string, inside?: string) => {
    if (inside !== undefined) return `[${not ? "^" : ""}${inside.replace(/[\\\]^]/g, "\\$&")}]`;
    if (text === "*") return "[^/]*";
    return text === "?" ? "[^/]" : text.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}
