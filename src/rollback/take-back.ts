import { ProblemError } from "../problems/problem.ts";
import type { CommandEnds } from "./command-end.ts";
import { type Conflict, conflictOf } from "./conflict.ts";
import { type Inverse, inverseOf } from "./inverse.ts";
import { lostFolder } from "./lost-folder.ts";
import type { PathChange } from "./path-change.ts";
import { isIn, type StateNow, stateNow } from "./state-now.ts";
import type { EarlierUndo } from "./undone-before.ts";
import { type Comparing, wasBefore } from "./was-before.ts";

/** A path to take back over some of a run's changes. */
export interface Taking extends Omit<Conflict, "now"> {
  /** What the run did to it before the first of the chain. */
  readonly earlier: readonly PathChange[];
}

/** What states are compared with, and the paths that are taken back whatever became of them. */
export interface Undoing extends Comparing {
  readonly force: ReadonlySet<string>;
  /** How commands ended that the run was not told of. */
  readonly ends: CommandEnds;
  /** What earlier rollbacks of the run have undone: "HOST INDEX". */
  readonly before: ReadonlyMap<string, EarlierUndo>;
}

/** What takes a path back; nothing where that has happened. RB7202 where someone changed it since, RB7203. */
export async function takeBack(taking: Taking, undoing: Undoing): Promise<Inverse> {
  const { path, chain, earlier } = taking;
  const now = await stateNow(undoing.host, path);
  const forced = undoing.force.has(path);
  for (const change of [...earlier, ...chain.slice(0, 1)]) {
    if (await wasBefore(now, change, undoing)) return { changes: [], notes: [] };
  }
  const isOurs =
    chain.some(({ after }) => after !== undefined && isIn(now, after, undoing.key)) ||
    (await isAsCommandLeft(now, chain.at(-1), undoing));
  const isDone = () => isUndone(chain, undoing) || isPutBack(now, taking, undoing);
  if (!isOurs && !forced && isDone()) return { changes: [], notes: [] };
  const lost = await lostFolder({ path, chain, now }, undoing.host);
  if (!isOurs && !forced) throw lost ?? (await conflictOf({ ...taking, now }, undoing));
  try {
    if (lost) throw lost;
    const { changes, notes } = await inverseOf({ path, chain, now }, undoing);
    const undoes = chain.map(({ deed }) => deed.index);
    return {
      changes: changes.map((change, at) => (at === changes.length - 1 ? { ...change, undoes } : change)),
      notes,
    };
  } catch (error) {
    if (!forced || !(error instanceof ProblemError)) throw error;
    return { changes: [], notes: [`left as it is: ${error.message}`] };
  }
}

/** What a command made of a path is on no record when the run was cut off; what nobody has written to since its end is that. */
async function isAsCommandLeft(
  { stat }: StateNow,
  last: PathChange | undefined,
  { ends, host }: Undoing,
): Promise<boolean> {
  if (last?.deed.change.kind !== "run-command" || last.after !== undefined || stat === undefined) return false;
  const { path } = last;
  const end = await ends.of(last.deed, host);
  return end?.began === true && end.at !== undefined && (await ends.changedAt(path, stat, host)) <= end.at;
}

/** Somebody has put it back by hand: another file with the same bytes, mode and owner. */
function isPutBack(now: StateNow, { earlier, chain }: Taking, { key }: Undoing): boolean {
  const states = [...earlier, ...chain.slice(0, 1)].map(({ before }) => before);
  return states.some((before) => before?.digest !== undefined && isIn(now, before, key));
}

function isUndone(chain: readonly PathChange[], { before }: Undoing): boolean {
  return chain.every(({ deed: { host, index } }) => before.get(`${host} ${index}`)?.certain);
}
