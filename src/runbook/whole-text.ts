import type { Runbook } from "./model.ts";

/** All that was read of a runbook, as one text, for digests: its own text where it has no other files; what is vaulted as it is kept. */
export function wholeText({ file, included = [] }: Pick<Runbook, "file" | "included">): string {
  return included.length === 0
    ? file.text
    : JSON.stringify([file.text, ...included.map(({ text, sealed = text }) => sealed)]);
}
