import { quote } from "../changes/quote.ts";
import type { WrittenPath } from "../events/event.ts";
import type { PartReply } from "./batch.ts";

const told: Readonly<Record<string, string>> = { "-": "absent", "+": "other" };

/** Asks what became of the paths that command number `number` is known to write, against what was kept of them. */
export function lookAtPaths(number: number, paths: readonly string[]): string {
  return `rb_written ${[String(number), ...paths].map(quote).join(" ")}`;
}

/** The same some time after the command, with the times that tell whether anybody has touched them since. */
export function lookAtPathsSince(number: number, paths: readonly string[]): string {
  const times = paths.map((path) => `stat -Lc %.9Z -- ${quote(path)} 2>/dev/null || echo -`);
  const end = `stat -c %.9Y -- "$HOME/.runbook/run/$rb_tag/${number}.r" 2>/dev/null || echo -`;
  return [lookAtPaths(number, paths), end, ...times].join("\n");
}

/**
 * What was told of the paths that a command writes: digests in hex. `undefined` when that made no sense, and where a path was touched
 * since the command's end, or is gone: then nobody can tell by whom.
 */
export function writtenPaths(
  paths: readonly string[],
  reply: PartReply | undefined,
): readonly WrittenPath[] | undefined {
  if (reply === undefined) return undefined;
  const lines = Buffer.from(reply.stdout).toString("latin1").split("\n").slice(0, -1);
  const [digests, times] = [lines.slice(0, paths.length), lines.slice(paths.length)];
  if (digests.length !== paths.length || !(times.length === 0 || areUntouched(times, paths.length))) return undefined;
  if (!digests.every((line) => /^(?:[0-9a-f]{64}|[-+]) (?:[0-9a-f]{64}|[-+])$/.test(line))) return undefined;
  return paths.map((path, index) => {
    const [before = "-", after = "-"] = (digests[index] ?? "").split(" ");
    return { path, before: told[before] ?? before, after: told[after] ?? after };
  });
}

/** The command's end, then the times of the last change of each path. */
function areUntouched([end = "-", ...changes]: readonly string[], count: number): boolean {
  const areTimes = [end, ...changes].every((time) => /^\d{10}\.\d{9}$/.test(time));
  return areTimes && changes.length === count && changes.every((time) => time <= end);
}
