import type { Change } from "../changes/change.ts";
import type { WrittenPath } from "../events/event.ts";
import type { PartReply } from "./batch.ts";

const told: Readonly<Record<string, string>> = { "-": "absent", "+": "other" };

/** What `rb_written` told of the paths that a command writes: digests in hex; `undefined` when it told nothing sensible. */
export function writtenPaths(change: Change, reply: PartReply | undefined): readonly WrittenPath[] | undefined {
  if (change.kind !== "run-command" || reply === undefined) return undefined;
  const lines = Buffer.from(reply.stdout).toString("latin1").split("\n").slice(0, -1);
  if (lines.length !== change.writes.length) return undefined;
  if (!lines.every((line) => /^(?:[0-9a-f]{64}|[-+]) (?:[0-9a-f]{64}|[-+])$/.test(line))) return undefined;
  return change.writes.map((path, index) => {
    const [before = "-", after = "-"] = (lines[index] ?? "").split(" ");
    return { path, before: told[before] ?? before, after: told[after] ?? after };
  });
}
