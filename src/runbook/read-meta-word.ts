import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import { inheritedBy } from "./inherited.ts";
import { metaWords, metaWordsForAll } from "./meta-words.ts";
import type { Meta } from "./model.ts";
import { readEntry } from "./read-entry.ts";
import type { StepContext } from "./step-context.ts";

/** What to write instead of the others. */
const mends: Readonly<Record<string, string>> = {
  refresh_inventory: "The inventory is read once, so that a run can be resumed: begin another run.",
  end_role: 'Put the rest of the role into a block with "when".',
};

/** `meta: WORD`, but for `flush_handlers`. RB1101, RB1103. */
export function readMetaWord(fields: Fields, key: string, context: StepContext): Meta {
  fields.refuseOthers(["name", key, "tags", "when", "vars"], "meta task");
  const said = fields.text(key) ?? "";
  const word = metaWords.find((one) => one === said);
  if (word === undefined) {
    throw problem("RB1101", `"meta: ${said}" is not carried out`, {
      at: fields.entry(key)?.value.span,
      hint:
        mends[said] ??
        didYouMean(said, ["flush_handlers", ...metaWords]) ??
        `flush_handlers is, and ${metaWords.join(", ")}.`,
    });
  }
  const { variables } = inheritedBy(fields, context.inherited);
  const concernsAll = metaWordsForAll.some((one) => one === word);
  const barrier = context.isLockstep || concernsAll;
  return { kind: "meta", ...readEntry(fields, context, `meta: ${word}`), word, variables, barrier };
}
