import { quote } from "../changes/quote.ts";
import type { WrittenPath } from "../events/event.ts";
import type { PartReply } from "./batch.ts";

const told: Readonly<Record<string, string>> = { "-": "absent", "+": "other" };

/** Asks what became of the paths that command number `number` is known to write, against what was kept of them. */
export function lookAtPaths(number: number, paths: readonly string[]): string {
  return `rb_written ${[String(number), ...paths].map(quote).join(" ")}`;
}

/** What `rb_written` told of the paths that a command writes: digests in hex; `undefined` when it told nothing sensible. */
export function writtenPaths(
  paths: readonly string[],
  reply: PartReply | undefined,
): readonly WrittenPath[] | undefined {
  if (reply === undefined) return undefined;
  const lines = Buffer.from(reply.stdout).toString("latin1").split("\n").slice(0, -1);
  if (lines.length !== paths.length) return undefined;
  if (!lines.every((line) => /^(?:[0-9a-f]{64}|[-+]) (?:[0-9a-f]{64}|[-+])$/.test(line))) return undefined;
  return paths.map((path, index) => {
    const [before = "-", after = "-"] = (lines[index] ?? "").split(" ");
    return { path, before: told[before] ?? before, after: told[after] ?? after };
  });
}
