import { shortestNeedle } from "./needles.ts";

/** A stretch of a text that a needle covers; `end` is exclusive. */
export interface Found {
  readonly needle: string;
  readonly start: number;
  readonly end: number;
}

/** Looks for many needles at once. */
export type NeedleSearch = (text: string) => readonly Found[];

const prefixLength = 8;

/**
 * A search for all needles (each at least `shortestNeedle` long): at every place where needles begin, the longest of them;
 * stretches may overlap. One regular expression over the needles' first characters finds the places, so that keys of
 * thousands of characters do not make it large.
 */
export function needleSearch(needles: Iterable<string>): NeedleSearch {
  const longestFirst = [...needles].sort((one, other) => other.length - one.length);
  const byBegin = new Map<string, string[]>();
  for (const needle of longestFirst) {
    const begin = needle.slice(0, shortestNeedle);
    byBegin.set(begin, [...(byBegin.get(begin) ?? []), needle]);
  }
  const prefixes = new Set(longestFirst.map((needle) => escaped(needle.slice(0, prefixLength))));
  const source = [...prefixes].join("|");
  const anywhere = new RegExp(source);
  const everywhere = new RegExp(`(?=${source})`, "g");
  return (text) => (anywhere.test(text) ? [...foundIn(text, everywhere, byBegin)] : []);
}

function* foundIn(text: string, places: RegExp, byBegin: ReadonlyMap<string, readonly string[]>): Generator<Found> {
  for (const { index } of text.matchAll(places)) {
    const candidates = byBegin.get(text.slice(index, index + shortestNeedle)) ?? [];
    const needle = candidates.find((one) => text.startsWith(one, index));
    if (needle !== undefined) yield { needle, start: index, end: index + needle.length };
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
