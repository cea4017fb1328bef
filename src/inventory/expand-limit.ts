import { problem } from "../problems/problem.ts";

/**
 * A limit with every `@FILE` in it replaced by the lines of that file (one host or pattern a line, `#` begins a comment
 * line). RB3003 when a file names nothing; what `readText` throws passes through.
 */
export async function expandLimit(limit: string, readText: (path: string) => Promise<string>): Promise<string> {
  const parts = limit.split(",").map(async (part) => {
    const path = /^\s*@(.+?)\s*$/.exec(part)?.[1];
    return path === undefined ? part : patternsOf(await readText(path), path);
  });
  return (await Promise.all(parts)).join(",");
}

function patternsOf(text: string, path: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (patterns.length === 0) throw problem("RB3003", `the limit file "${path}" names no host`);
  return patterns.join(",");
}
