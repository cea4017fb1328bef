import { problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { Fields } from "./fields.ts";
import type { Flush, Meta, Step } from "./model.ts";
import { isBlock, readBlock } from "./read-block.ts";
import { readEntry } from "./read-entry.ts";
import { importKey, readImport } from "./read-import.ts";
import { readManual } from "./read-manual.ts";
import { readMetaWord } from "./read-meta-word.ts";
import { readTask } from "./read-task.ts";
import { readRoleStep, roleKey } from "./roles/read-role-step.ts";
import type { StepContext } from "./step-context.ts";

/** One entry of `tasks` or `handlers`. */
export async function readStep(located: Located, context: StepContext): Promise<Step | undefined> {
  if (located.kind !== "map") throw problem("RB2103", "a task must be a mapping", { at: located.span });
  const fields = new Fields(located, context.collector);
  if (isBlock(fields)) return readBlock(fields, context);
  const imported = importKey(fields);
  if (imported !== undefined) return readImport(fields, imported, context);
  const role = roleKey(fields);
  if (role !== undefined) return readRoleStep(fields, role, context);
  if (fields.entry("manual")) refuseUnderSwitch("manual", fields, context);
  if (fields.entry("manual")) return readManual(fields, context);
  const meta = ["meta", "ansible.builtin.meta"].find((key) => fields.entry(key));
  if (meta !== undefined) return readMeta(fields, meta, context);
  return readTask(fields, context);
}

function readMeta(fields: Fields, key: string, context: StepContext): Flush | Meta {
  refuseUnderSwitch(key, fields, context);
  const word = fields.text(key);
  if (word !== "flush_handlers") return readMetaWord(fields, key, context);
  fields.refuseOthers(["name", key, "tags"], "meta task");
  return {
    kind: "flush",
    ...readEntry(fields, context, "run the notified handlers"),
    isImplied: false,
    barrier: false,
  };
}

/** RB1103: what a person or a handler does is not undone by a dead-man switch. */
function refuseUnderSwitch(key: string, fields: Fields, { isUnderSwitch, collector }: StepContext): void {
  if (!isUnderSwitch) return;
  collector.attempt(() => {
    throw problem("RB1103", `"${key}" is not for a block with "confirm_within"`, {
      at: fields.entry(key)?.keySpan,
      hint: "The dead-man switch cannot undo what it leads to: put it before the block or behind it.",
    });
  });
}
