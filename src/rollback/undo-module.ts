import type { Change } from "../changes/change.ts";
import { type Decision, defineModule, type Module } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import { integer } from "../schema/kinds.ts";
import type { Inverse } from "./inverse.ts";
import type { Rollback } from "./rollback.ts";
import { takeBack } from "./take-back.ts";
import { takingsOf } from "./takings.ts";
import { undoOfCommand } from "./undo-of-command.ts";
import type { UndoPart } from "./undo-part.ts";
import type { UndoStep } from "./undo-steps.ts";

/** The module of a step: looks at what became of the step's changes, and takes them back. It is in no list of modules. */
export function undoModule(step: UndoStep, rollback: Rollback): Module {
  return defineModule({
    name: "undo",
    summary: "Takes back what a task did in an earlier run.",
    parameters: { part: integer("Which of the step's parts on the host, from 1 on.") },
    examples: [],
    async decide({ part: number }, host): Promise<Decision> {
      const part = step.parts.get(host.name)?.[number - 1];
      if (!part) return { changes: [] };
      await assertUser(host, step.user);
      const { changes, notes } = await undoOf(part, host, rollback);
      return { changes, ...(notes.length > 0 && { message: notes.join("\n") }) };
    },
  });
}

async function undoOf({ deeds, does }: UndoPart, host: HostView, rollback: Rollback): Promise<Inverse> {
  const [deed] = deeds;
  if (does === "command") return deed ? undoOfCommand(deed, host, rollback) : { changes: [], notes: [] };
  const changes: Change[] = [];
  const notes: string[] = [];
  for (const taking of takingsOf(deeds, rollback.told, rollback.undone)) {
    const force = deed?.change.undo === undefined ? rollback.force : new Set([...rollback.force, taking.path]);
    const back = await takeBack(taking, { ...rollback, force, host });
    changes.push(...back.changes);
    notes.push(...back.notes);
  }
  return { changes, notes };
}

/** Backups lie in the home of who made the change. */
async function assertUser(host: HostView, user: string): Promise<void> {
  const { name } = await host.user();
  if (name === user) return;
  throw problem("RB7203", `this was done as ${user}, and now we are ${name}`, {
    hint: "Log in, or become, as in that run.",
  });
}
