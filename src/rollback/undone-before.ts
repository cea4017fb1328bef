import type { Event } from "../events/event.ts";
import { type Deed, deedsOf } from "./deed.ts";

/** A rollback that undid a change before; not `certain`: it may have. */
export interface EarlierUndo {
  readonly run: string;
  readonly certain: boolean;
}

/** An apply that undid another run. */
export interface PastRollback {
  readonly run: string;
  readonly undoes: string;
  readonly events: readonly Event[];
}

/** What rollbacks of a run have undone, and no rollback of theirs has brought back: by host and the deed's index, "HOST INDEX". */
export function undoneBefore(run: string, rollbacks: readonly PastRollback[]): ReadonlyMap<string, EarlierUndo> {
  const before = new Map<string, EarlierUndo>();
  for (const rollback of rollbacks.filter(({ undoes }) => undoes === run)) {
    const broughtBack = undoneBefore(rollback.run, rollbacks);
    for (const deed of deedsOf(rollback.events)) {
      if (broughtBack.has(keyOf(deed, deed.index))) continue;
      for (const index of deed.change.undoes ?? []) {
        const key = keyOf(deed, index);
        if (!before.get(key)?.certain) before.set(key, { run: rollback.run, certain: deed.certain });
      }
    }
  }
  return before;
}

function keyOf({ host }: Deed, index: number): string {
  return `${host} ${index}`;
}
