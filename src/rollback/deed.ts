import type { ChangeFinished, ChangeIntended, Event, IntendedChange, ShellMark, WrittenPath } from "../events/event.ts";

/** A change that a run made on a host, or may have made. */
export interface Deed {
  readonly host: string;
  /** Which of the changes that were intended on the host, from 1 on. */
  readonly index: number;
  readonly user: string;
  readonly become: ChangeIntended["become"];
  /** In which shell on the host. */
  readonly shell: ShellMark | undefined;
  readonly change: IntendedChange;
  /** It was made; otherwise only the host can tell. */
  readonly certain: boolean;
  /** Of a command. */
  readonly exitStatus: number | undefined;
  readonly wrote: readonly WrittenPath[] | undefined;
}

/** What a run did on its hosts, in order; what is known to have failed is left out. */
export function deedsOf(events: Iterable<Event>): readonly Deed[] {
  const deeds = new Map<string, Deed>();
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.type === "change.finished") finish(deeds, event);
    if (event.type !== "change.intended") continue;
    const { host, user, become, shell } = event;
    for (const change of event.changes) {
      const index = (counts.get(host) ?? 0) + 1;
      counts.set(host, index);
      const open = { certain: false, exitStatus: undefined, wrote: undefined };
      deeds.set(keyOf(host, change.number), { host, index, user, become, shell, change, ...open });
    }
  }
  return [...deeds.values()];
}

function finish(deeds: Map<string, Deed>, { host, number, outcome, exitStatus, wrote }: ChangeFinished): void {
  const key = keyOf(host, number);
  const deed = deeds.get(key);
  if (outcome === "failed") deeds.delete(key);
  else if (deed) deeds.set(key, { ...deed, certain: outcome === "made", exitStatus, wrote });
}

function keyOf(host: string, number: number): string {
  return `${number} ${host}`;
}
