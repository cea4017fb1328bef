import type { IntendedChange } from "../events/event.ts";
import { printableLine } from "./printable.ts";
import { titleOfIntended } from "./unfinished.ts";
import { counted } from "./wording.ts";

/** What a run that nobody waited for leaves: changes of which nobody knows whether they are made; ends with LF. */
export function leftText(open: readonly { readonly host: string; readonly change: IntendedChange }[]): string {
  const changes = open.map(({ host, change }) => `  ${printableLine(host)}  ${printableLine(titleOfIntended(change))}`);
  const what =
    open.length === 0 ? "nothing was under way" : `${counted(open.length, "change")} perhaps made, perhaps not:`;
  return `${[`left: ${what}`, ...changes].join("\n")}\n`;
}
