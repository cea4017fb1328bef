import { problem } from "../problems/problem.ts";
import type { SourceText } from "./source-text.ts";

/** What the first line of a template says of the rest of it, and where the rest begins. */
export interface Header {
  readonly options: { readonly trimBlocks?: boolean; readonly lstripBlocks?: boolean };
  readonly end: number;
}

const begin = "#jinja2:";
const switches: ReadonlyMap<string, "trimBlocks" | "lstripBlocks"> = new Map([
  ["trim_blocks", "trimBlocks"],
  ["lstrip_blocks", "lstripBlocks"],
]);

/** Ansible's `#jinja2: trim_blocks: False, lstrip_blocks: True`; the line goes. RB2001 for anything else in it. */
export function readHeader(source: SourceText): Header {
  const { text } = source;
  if (!text.startsWith(begin)) return { options: {}, end: 0 };
  const lineEnd = text.indexOf("\n");
  const end = lineEnd === -1 ? text.length : lineEnd;
  const options: Record<string, boolean> = {};
  let place = begin.length;
  for (const pair of text.slice(begin.length, end).split(",")) {
    const at = source.spanWithin(place, place + pair.length);
    place += pair.length + 1;
    const [, name = "", value] = /^\s*(\w+)\s*:\s*(True|False|true|false)\s*$/.exec(pair) ?? [];
    const known = switches.get(name);
    if (known === undefined || value === undefined) {
      const hint = `there are ${[...switches.keys()].join(" and ")}, each with True or False`;
      throw problem("RB2001", "the first line of the template cannot be understood", { at, hint });
    }
    options[known] = /^t/i.test(value);
  }
  return { options, end: Math.min(end + 1, text.length) };
}
