import type { Located } from "../source/located.ts";

/** True when two nodes hold the same data; the order of keys does not count. */
export function sameValue(a: Located, b: Located): boolean {
  if (a === b) return true;
  if (a.kind === "scalar" && b.kind === "scalar") return a.value === b.value;
  if (a.kind === "list" && b.kind === "list") {
    return a.items.length === b.items.length && a.items.every((item, index) => sameAs(item, b.items[index]));
  }
  if (a.kind !== "map" || b.kind !== "map" || a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => sameAs(value, others.get(key)));
}

function sameAs(a: Located, b: Located | undefined): boolean {
  return b !== undefined && sameValue(a, b);
}
