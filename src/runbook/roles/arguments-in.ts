import { problem } from "../../problems/problem.ts";
import type { LocatedEntry, LocatedMap } from "../../source/located.ts";
import type { Fields } from "../fields.ts";

/** The mapping at a key; `name=web tasks_from=install` in one text is the same. RB1101. */
export function argumentsIn(fields: Fields, key: string): LocatedMap {
  const value = fields.entry(key)?.value;
  if (value?.kind === "map") return value;
  const text = value?.kind === "scalar" && typeof value.value === "string" ? value.value : "";
  if (value?.kind !== "scalar" || !/^\s*(\w+=[^\s=]+\s*)+$/.test(text)) {
    throw problem("RB1101", `"${key}" takes a mapping`, {
      at: value?.span ?? fields.map.span,
      hint: 'For example "name: web".',
    });
  }
  const entries = [...text.matchAll(/(\w+)=(\S+)/g)].map((match): LocatedEntry => {
    const [, name = "", written = ""] = match;
    const start = match.index + name.length + 1;
    const span = value.spanWithin(start, start + written.length);
    const spanWithin = (from: number, to: number) => value.spanWithin(start + from, start + to);
    return {
      key: name,
      keySpan: value.spanWithin(match.index, match.index + name.length),
      value: { kind: "scalar", value: written, source: written, quoted: false, span, spanWithin },
    };
  });
  return { kind: "map", entries, span: value.span };
}
