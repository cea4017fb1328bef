import { type Command, InvalidArgumentError } from "commander";
import type { ListedRun } from "../journal/list-runs.ts";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import type { World } from "./world.ts";

interface PruneFlags {
  readonly keep?: number;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly yes?: boolean;
}

const examples = `
Runs that have no end, or cannot be read, are only removed when they are named; a run that is going on never is.
What runs kept on hosts (old files) goes there by age: 90 days, or what RUNBOOK_KEEP_BACKUPS says (30d, forever).

Examples:
  runbook runs prune --keep 20                     all but the newest 20 finished runs
  runbook runs prune --keep 20 --older-than 30d    of those, the ones that began more than 30 days ago
  runbook runs prune 20261123-063805-v5qh -y`;

/** `runbook runs prune`: removes runs from this machine; without -y it only says which. */
export function addPrune(runs: Command, world: World, end: End): void {
  runs
    .command("prune")
    .argument("[runs...]", "runs: ids, their beginnings, or last")
    .description("remove old runs; without -y only say which")
    .option("--keep <n>", "leave the newest finished runs", count)
    .option("--older-than <age>", "only what began longer ago: 30d, 12h, 90m", age)
    .option("-y, --yes", "remove them")
    .addHelpText("after", examples)
    .action((names: readonly string[], flags: PruneFlags) => prune(world, names, flags, end));
}

async function prune(world: World, names: readonly string[], flags: PruneFlags, end: End): Promise<void> {
  const { statePath } = await import("../journal/state-folder.ts");
  const { removeRun } = await import("../journal/prune-runs.ts");
  const state = statePath(world.environment, world.home);
  const chosen = await choose(world, state, names, flags);
  const removed = flags.yes ? chosen.filter(({ run }) => removeRun(state, run)) : chosen;
  const { runsTable } = await import("../report/runs-table.ts");
  const { counted } = await import("../report/wording.ts");
  const { wantsColor } = await import("./reporters.ts");
  if (removed.length > 0) world.output.write(runsTable(removed, wantsColor(world)));
  const what = `${counted(removed.length, "run")} ${flags.yes ? "removed" : "would be removed"}`;
  world.output.write(`${what}${flags.yes || removed.length === 0 ? "" : "; -y removes them"}\n`);
  end(0);
}

/** The runs that are named, or those that the rules give up. RB7002, RB7005, RB8001. */
async function choose(
  { clock, userId }: World,
  state: string,
  names: readonly string[],
  { keep, olderThan }: PruneFlags,
): Promise<readonly ListedRun[]> {
  const { listRuns } = await import("../journal/list-runs.ts");
  const { expiredRuns } = await import("../journal/prune-runs.ts");
  const runs = listRuns(state, userId);
  if (names.length === 0) {
    if (keep === undefined && olderThan === undefined) throw unclear("needs to know which runs");
    const before = olderThan === undefined ? undefined : new Date(clock.now().getTime() - olderThan);
    return expiredRuns(runs, { keep, before });
  }
  if (keep !== undefined || olderThan !== undefined) throw unclear("either names runs or says which to leave");
  const { findRun } = await import("../journal/find-run.ts");
  const named = new Set(names.map((name) => findRun(state, name)));
  const meant = runs.filter(({ run }) => named.has(run));
  const going = meant.find(({ result }) => result === "running");
  if (going) throw problem("RB7005", `the run ${going.run} is going on`, { hint: "Nothing was removed." });
  return meant;
}

function unclear(why: string) {
  return problem("RB8001", `runs prune ${why}`, {
    hint: "Give --keep N, --older-than 30d, or both; or the runs' ids.",
  });
}

function count(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It is a whole number.");
}

function age(value: string): number {
  const [, number = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(value) ?? [];
  const minutes = new Map([
    ["m", 1],
    ["h", 60],
    ["d", 24 * 60],
  ]).get(unit);
  if (minutes === undefined) throw new InvalidArgumentError("It is a number with d, h or m: 30d, 12h, 90m.");
  return Number(number) * minutes * 60_000;
}
