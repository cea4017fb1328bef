import type { FileStat } from "../changes/file-state.ts";
import type { PathState } from "../events/path-state.ts";
import type { PlannedChange } from "../events/planned.ts";

/** How what is found differs from what a plan says, in words; what the plan says nothing of may be as it likes. */
export function stateDifferences(planned: PathState, found: PathState, names?: FileStat): readonly string[] {
  if (planned.is !== found.is) return [`${planned.is} -> ${found.is}`];
  const differs: string[] = [];
  const say = (what: string, will: string | undefined, is: string | undefined) => {
    if (will !== undefined && will !== is) differs.push(`${what} ${will} -> ${is ?? "nothing"}`);
  };
  if (planned.digest !== undefined && planned.digest !== found.digest) differs.push("content");
  say("target", planned.target, found.target);
  if (planned.is !== "link") say("mode", planned.mode, found.mode);
  if (!sameOwner(planned.owner, found.owner, names)) say("owner", planned.owner, found.owner);
  if (planned.inode !== undefined && planned.inode !== found.inode) differs.push("another inode");
  return differs;
}

/** Owners are ids, or names where names were asked for. */
function sameOwner(planned: string | undefined, found: string | undefined, names: FileStat | undefined): boolean {
  if (planned === undefined) return true;
  const [user, group] = planned.split(":");
  const [uid, gid] = found?.split(":") ?? [];
  return (user === uid || user === names?.owner) && (group === gid || group === names?.group);
}

/** How a change that is decided now differs from the one that was planned, in words. */
export function changeDifferences(
  planned: PlannedChange | undefined,
  now: PlannedChange | undefined,
): readonly string[] {
  if (planned === undefined) return [`${nameOf(now)} is not in the plan`];
  if (now === undefined) return [`${nameOf(planned)} is in the plan, and there is nothing to do`];
  if (planned.kind !== now.kind || planned.path !== now.path || planned.command !== now.command) {
    return [`${nameOf(now)}, and the plan says: ${nameOf(planned)}`];
  }
  const parts = [
    ...pairDifferences("it is", planned.before, now.before),
    ...pairDifferences("it would become", planned.after, now.after),
    ...(planned.digest === now.digest ? [] : ["what the command is given is not the same"]),
    ...(planned.version === undefined || planned.version === now.version ? [] : ["it was written to"]),
    ...(sameWords(planned.writes, now.writes) && planned.undo === now.undo ? [] : ["writes or undo are not the same"]),
  ];
  return parts.map((part) => `${nameOf(now)}: ${part}`);
}

function pairDifferences(words: string, planned: PathState | undefined, now: PathState | undefined): readonly string[] {
  if (!planned || !now) return planned === now ? [] : [`${words} something else`];
  return stateDifferences(planned, now).map((one) => `${words} not as planned: ${one}`);
}

function sameWords(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

function nameOf(change: PlannedChange | undefined): string {
  return change ? `${change.kind} ${change.path ?? change.command ?? ""}`.trim() : "nothing";
}
