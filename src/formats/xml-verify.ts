import { problem } from "../problems/problem.ts";
import { isSpace, type XmlDocument, type XmlEvent } from "./xml-document.ts";
import { passGate } from "./xml-gate.ts";
import type { Splice } from "./xml-splice.ts";

/** Reads the edited text strictly and demands that exactly what the edit announced differs. RB5006. */
export function verifyEdit(document: XmlDocument, edited: string, { expected }: Splice): void {
  const { from, to, events, layout } = expected;
  const wanted = [...document.events.slice(0, from), ...events, ...document.events.slice(to)];
  const actual = passGate(edited, `${document.name} (as edited)`).events;
  const difference = firstDifference(normalized(wanted, layout), normalized(actual, layout));
  if (difference === undefined) return;
  throw problem("RB5006", `the edit of ${document.name} would change more than what was asked for, so it is not made`, {
    hint: `The first difference is in ${difference}. This is a mistake in runbook, worth reporting.`,
  });
}

function firstDifference(wanted: readonly XmlEvent[], actual: readonly XmlEvent[]): string | undefined {
  for (let index = 0; index < Math.max(wanted.length, actual.length); index++) {
    const [one = [], other = []] = [wanted[index], actual[index]];
    const same = one.length === other.length && one.every((part, at) => part === other[at]);
    if (!same) return `event ${index + 1} (${one[0] ?? "the end"} or ${other[0] ?? "the end"})`;
  }
  return undefined;
}

/** Neighboring texts as one; where only layout may differ, white space counts as one space, or nothing between tags. */
function normalized(events: readonly XmlEvent[], layout: boolean): readonly XmlEvent[] {
  const merged: XmlEvent[] = [];
  for (const event of events) {
    const previous = merged.at(-1);
    if (event[0] === "text" && previous?.[0] === "text")
      merged[merged.length - 1] = ["text", `${previous[1]}${event[1]}`];
    else merged.push(event);
  }
  if (!layout) return merged;
  return merged.flatMap((event): XmlEvent[] => {
    if (event[0] !== "text") return [event];
    const text = event[1]?.replace(/[ \t\r\n]+/g, " ") ?? "";
    return isSpace(text) ? [] : [["text", text]];
  });
}
