import type { Change } from "../changes/change.ts";
import { type Decision, defineModule, type Module } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import type { Deed } from "./deed.ts";
import type { RunTold } from "./run-told.ts";
import { takeBack, type Undoing } from "./take-back.ts";
import { takingsOf } from "./takings.ts";
import { type Restarts, undoOfCommand } from "./undo-of-command.ts";
import type { UndoStep } from "./undo-steps.ts";

/** What a rollback knows besides the host. */
export interface Rollback extends Omit<Undoing, "host"> {
  readonly told: RunTold;
  /** What is to be undone: all, or what some tasks did. */
  readonly undone: ReadonlySet<Deed>;
  readonly restarts: Restarts;
}

/** The module of a step: looks at what became of the step's changes, and takes them back. It is in no list of modules. */
export function undoModule(step: UndoStep, rollback: Rollback): Module {
  return defineModule({
    name: "undo",
    summary: "Takes back what a task did in an earlier run.",
    parameters: {},
    examples: [],
    async decide(_, host): Promise<Decision> {
      const deeds = step.deeds.get(host.name) ?? [];
      await assertUser(host, step.user);
      const changes: Change[] = [];
      const notes: string[] = [];
      const takings = takingsOf(deeds, rollback.told, rollback.undone);
      const taken = new Set<string>();
      for (const deed of deeds.toReversed()) {
        const command = undoOfCommand(deed, rollback.told, rollback.restarts);
        changes.push(...command.changes);
        notes.push(...command.notes);
        for (const taking of takings.filter(({ chain }) => chain.at(-1)?.deed === deed)) {
          if (taken.has(taking.path)) continue;
          taken.add(taking.path);
          const back = await takeBack(taking, { ...rollback, host });
          changes.push(...back.changes);
          notes.push(...back.notes);
        }
      }
      return { changes, ...(notes.length > 0 && { message: notes.join("\n") }) };
    },
  });
}

/** Backups lie in the home of who made the change. */
async function assertUser(host: HostView, user: string): Promise<void> {
  const { name } = await host.user();
  if (name === user) return;
  throw problem("RB7203", `this was done as ${user}, and now we are ${name}`, {
    hint: "Log in, or become, as in that run.",
  });
}
