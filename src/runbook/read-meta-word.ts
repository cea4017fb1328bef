import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import { inheritedBy } from "./inherited.ts";
import type { Meta } from "./model.ts";
import { readEntry } from "./read-entry.ts";
import type { StepContext } from "./step-context.ts";

const words = ["noop", "end_host", "end_play", "end_batch", "reset_connection"] as const;

/** What to write instead of the others. */
const mends: Readonly<Record<string, string>> = {
  clear_host_errors:
    'A failure is taken back where it happens: "rescue" of a block, ignore_errors, ignore_unreachable.',
  clear_facts: "Facts are those of the last setup task, which asks the host anew.",
  refresh_inventory: "The inventory is read once, so that a run can be resumed: begin another run.",
  end_role: 'Put the rest of the role into a block with "when".',
};

/** `meta: WORD`, but for `flush_handlers`. RB1101, RB1103. */
export function readMetaWord(fields: Fields, key: string, context: StepContext): Meta {
  fields.refuseOthers(["name", key, "tags", "when", "vars"], "meta task");
  const said = fields.text(key) ?? "";
  const word = words.find((one) => one === said);
  if (word === undefined) {
    throw problem("RB1101", `"meta: ${said}" is not carried out`, {
      at: fields.entry(key)?.value.span,
      hint:
        mends[said] ?? didYouMean(said, ["flush_handlers", ...words]) ?? `flush_handlers is, and ${words.join(", ")}.`,
    });
  }
  const { variables } = inheritedBy(fields, context.inherited);
  const concernsAll = word === "end_play" || word === "end_batch";
  const barrier = context.isLockstep || concernsAll;
  return { kind: "meta", ...readEntry(fields, context, `meta: ${word}`), word, variables, barrier };
}
