import type { Inventory } from "./model.ts";

/** One term of a pattern: what it does with the hosts so far, what it names, and which of its matches it keeps. */
export interface Term {
  readonly written: string;
  readonly does: "add" | "keep" | "remove";
  readonly name: string;
  readonly subscript: Subscript | undefined;
}

/** Indices count from 0; both ends belong to it; a negative `first` counts from the end. */
export interface Subscript {
  readonly first: number;
  readonly last: number;
}

const outsideBrackets = /(?:[^\s:[\]]|\[[^\]]*\])+/g;
const subscripted = /^(.+)\[(?:(-?\d+)|(\d+):(\d*))\]$/;

/**
 * The terms of a pattern in the order in which they count: first what adds, then what keeps (`&`), then what removes (`!`).
 * Terms are separated by "," or ":"; the name of a known host keeps its colons (IPv6).
 */
export function patternTerms(pattern: string, inventory: Inventory): readonly Term[] {
  const isName = (part: string) => inventory.hosts.has(part.replace(/^[!&]/, ""));
  const parts = pattern
    .split(",")
    .map((part) => part.trim())
    .flatMap((part) =>
      isName(part) || part === "::1" ? [part] : (part.match(outsideBrackets) ?? (part ? [part] : [])),
    );
  const terms = parts.map(termOf);
  const adding = terms.filter((term) => term.does === "add");
  return [
    ...(adding.length > 0 ? adding : [termOf("all")]),
    ...terms.filter((term) => term.does === "keep"),
    ...terms.filter((term) => term.does === "remove"),
  ];
}

function termOf(written: string): Term {
  const does = written.startsWith("!") ? "remove" : written.startsWith("&") ? "keep" : "add";
  const name = does === "add" ? written : written.slice(1);
  const found = name.startsWith("~") ? null : subscripted.exec(name);
  return { written, does, name: found?.[1] ?? name, subscript: found ? subscriptOf(found) : undefined };
}

function subscriptOf([, , index, first, last]: readonly (string | undefined)[]): Subscript {
  if (index !== undefined) return { first: Number(index), last: Number(index) };
  return { first: Number(first), last: last === undefined || last === "" ? Number.POSITIVE_INFINITY : Number(last) };
}
