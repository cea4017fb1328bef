import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hostTag } from "../../src/engine/host-tag.ts";
import type { Event } from "../../src/events/event.ts";
import { CommandEnds } from "../../src/rollback/command-end.ts";
import { handlersAgain } from "../../src/rollback/handlers-again.ts";
import { rollbackRunbook } from "../../src/rollback/rollback-runbook.ts";
import { runTold } from "../../src/rollback/run-told.ts";
import { type PastRollback, undoneBefore } from "../../src/rollback/undone-before.ts";
import { readRunbook } from "../../src/runbook/read-runbook.ts";
import type { Target } from "../../src/transport/connection.ts";
import { type Walked, type Walking, type Workshop, workshop } from "./engine.ts";

/** What a rollback is asked for. */
export interface Undo extends Omit<Partial<Walking>, "runbook"> {
  /** The run's runbook, where its text is still the same. */
  readonly text?: string;
  readonly force?: readonly string[];
  /** Only what tasks of these names did. */
  readonly only?: readonly string[];
}

/** A workshop whose runs can be undone; the host's home is a folder of its own. */
export interface UndoShop extends Workshop {
  readonly home: string;
  undo(events: readonly Event[], undo?: Undo): Promise<Walked>;
}

/** `home`: a folder to make, else one beside the workshop's. */
export function undoShop(home?: string): UndoShop {
  const shop = workshop();
  const place = home ?? `${shop.folder}.home`;
  mkdirSync(place, { recursive: true });
  const key = randomBytes(32);
  const rollbacks: PastRollback[] = [];
  /** Runs by their events: the same events are the same run. */
  const runs = new Map<readonly Event[], string>();
  const nameOf = (events: readonly Event[]) => {
    const run = runs.get(events) ?? `run${runs.size + 1}`;
    runs.set(events, run);
    return run;
  };
  const target: Target = { kind: "exec", name: "here", command: ["env", `HOME=${place}`, "sh"] };
  const walk = (walking: Walking) => shop.walk({ target, key, ...walking });
  return {
    ...shop,
    home: place,
    walk,
    async undo(events, { text, force = [], only, listeners = [], ...walking } = {}) {
      const run = nameOf(events);
      const told = runTold(run, events);
      if (!told) throw new Error("nothing to undo");
      const read = text === undefined ? undefined : await readRunbook({ name: "runbook.yaml", text }, shop.folder);
      const handlers = handlersAgain(told);
      const again = read ? [...handlers].flatMap(([id, hosts]) => hosts.map((host) => `${id} ${host}`)) : [];
      const runbook = rollbackRunbook({
        rollback: {
          told,
          undone: new Set(told.deeds.filter((deed) => !only || only.includes(told.nameOf(deed)))),
          again: new Set(again),
          ends: new CommandEnds((host) => hostTag(run, host)),
          before: undoneBefore(run, rollbacks),
          key,
          force: new Set(force),
        },
        runbook: read?.runbook,
        file: "runbook.yaml",
        handlers,
      });
      const own: Event[] = [];
      if (walking.mode !== "plan") rollbacks.push({ run: nameOf(own), undoes: run, events: own });
      const walked = await walk({ ...walking, runbook, listeners: [...listeners, (event) => own.push(event)] });
      return { ...walked, events: own };
    },
    close() {
      shop.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Everything that runs left in the home's store, by name. */
export function storeOf(home: string): string {
  return join(home, ".runbook/backups");
}
