import { octal } from "../changes/attributes.ts";
import { diffOfBytes, withDiff } from "../changes/unified-diff.ts";
import type { PathState } from "../events/path-state.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { foundBackup } from "./found-backup.ts";
import type { ToTakeBack } from "./inverse.ts";
import { lostBackup } from "./lost-backup.ts";
import { hasDigest, isIn, type StateNow } from "./state-now.ts";
import type { Comparing } from "./was-before.ts";

/** A path that is not as the run left it, and what the run showed of it. */
export interface Conflict extends ToTakeBack {
  /** Diffs of the run's own screen, in order. */
  readonly diffs: readonly string[];
  /** A task of the same run that changed the path afterwards, and is not to be undone. */
  readonly laterTask: string | undefined;
}

const mostLines = 40;

/** Why a path cannot be taken back: what the run found, what it made of it, what became of it since. RB7202; RB7203 when nothing could bring it back. */
export async function conflictOf(conflict: Conflict, comparing: Comparing): Promise<ProblemError> {
  const { path, chain, now, laterTask } = conflict;
  const lost = await lostBackup(chain, comparing.host);
  if (lost) return lost;
  const after = chain.at(-1)?.after;
  const message = [`${path} is not as the run left it: ${whatDiffers(now, after, comparing.key)}`];
  const hint = laterTask === undefined ? `--force ${path} takes it back all the same.` : undoLater(laterTask);
  return problem("RB7202", [...message, ...(await threeWays(conflict, comparing))].join("\n"), { hint });
}

function undoLater(task: string): string {
  return `The task "${task}" of the same run changed it afterwards: undo that, too.`;
}

function whatDiffers(now: StateNow, after: PathState | undefined, key: Uint8Array): string {
  const { stat } = now;
  if (after === undefined) return "what a command made of it is not on record";
  if (stat === undefined) return "it is gone";
  if (after.is === "absent") return `a ${stat.type} is there again`;
  if (stat.type !== after.is) return `a ${stat.type} is there instead of a ${after.is}`;
  if (stat.type === "link") return `it leads to ${stat.target} instead of ${after.target}`;
  const { digest, mode, owner } = after;
  if (digest !== undefined && !isIn(now, { is: "file", digest }, key)) return "its content is another";
  if (mode !== undefined && mode !== octal(stat.mode)) return `its mode is ${octal(stat.mode)} instead of ${mode}`;
  return `it belongs to ${stat.uid}:${stat.gid} instead of ${owner}`;
}

async function threeWays(conflict: Conflict, comparing: Comparing): Promise<readonly string[]> {
  const { chain, now, diffs } = conflict;
  const after = chain.at(-1)?.after;
  if (chain.some(({ before, after: made }) => [before, made].some((state) => state?.digest?.startsWith("hmac-")))) {
    return ["(secret: its content is not shown)"];
  }
  const found = await foundContent(conflict, comparing);
  const made = madeContent(found, diffs);
  const isMade = made !== undefined && after?.digest !== undefined && hasDigest(made, after.digest, comparing.key);
  const shown = diffs.length > 0 ? diffs.join("\n") : isMade ? diffOfBytes(found, made) : undefined;
  const byRun = section("what the run made of what it found:", shown);
  if (isMade && now.file)
    return [...byRun, ...section("what became of that since:", diffOfBytes(made, now.file.content))];
  if (!now.file || !found) return byRun;
  return [...byRun, ...section("what is there now, against what the run found:", diffOfBytes(found, now.file.content))];
}

async function foundContent({ chain }: Conflict, comparing: Comparing): Promise<Uint8Array | undefined> {
  if (chain[0]?.before?.is === "absent") return new Uint8Array();
  try {
    return (await foundBackup(chain, comparing)).content;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** What the run's own diffs make of what it found. */
function madeContent(found: Uint8Array | undefined, diffs: readonly string[]): Uint8Array | undefined {
  if (found === undefined || diffs.length === 0) return undefined;
  let text: string | undefined = Buffer.from(found).toString("utf8");
  for (const diff of diffs) text = text === undefined ? undefined : withDiff(text, diff);
  return text === undefined ? undefined : Buffer.from(text);
}

function section(title: string, diff: string | undefined): readonly string[] {
  if (diff === undefined) return [];
  const lines = diff.split("\n");
  const cut =
    lines.length > mostLines ? [...lines.slice(0, mostLines), `... ${lines.length - mostLines} more lines`] : lines;
  return [title, ...cut.map((line) => `  ${line}`)];
}
