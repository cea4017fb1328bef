import { ownValue } from "../expression/value.ts";
import type { BlockOf } from "./host-blocks.ts";
import { printableLine } from "./printable.ts";

/** A host's facts: one a line, those of a mapping as `name.key`. */
export const factsBlock: BlockOf = ({ result }) => {
  const facts = result && ownValue(result, "ansible_facts");
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return undefined;
  const rows = rowsOf("", facts);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return { remark: "", lines: rows.map(([name, text]) => `${name.padEnd(width)}  ${printableLine(text)}`) };
};

function rowsOf(prefix: string, facts: object): readonly (readonly [string, string])[] {
  return Object.entries(facts).flatMap(([name, value]): readonly (readonly [string, string])[] => {
    if (Array.isArray(value)) return [[prefix + name, value.length === 0 ? "-" : value.join(", ")]];
    if (typeof value === "object" && value !== null) return rowsOf(`${prefix}${name}.`, value);
    return [[prefix + name, value === null ? "-" : String(value)]];
  });
}
