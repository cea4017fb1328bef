import type { Stats } from "../events/event.ts";
import { displayWidth, pad } from "./display-width.ts";
import type { Palette, Style } from "./palette.ts";
import { printableLine } from "./printable.ts";
import { counted } from "./wording.ts";

const ends = ["ok", "changed", "skipped", "failed", "unreachable", "unknown"] as const;
const hostsShownWhole = 10;
const hostsShown = 30;

/** Counts per host: of a few hosts all, of many those in trouble, the others in one line; and the sum, as lines. */
export function statsTable(stats: Readonly<Record<string, Stats>>, paint: Palette): readonly string[] {
  const all = Object.entries(stats);
  const interesting =
    all.length <= hostsShownWhole ? all : all.filter(([, counts]) => isTrouble(counts)).slice(0, hostsShown);
  const shown = new Set(interesting);
  const others = all.filter((entry) => !shown.has(entry));
  const rows: (readonly [string, Stats])[] = interesting.map(([host, counts]) => [printableLine(host), counts]);
  if (others.length > 0 && rows.length > 0) rows.push([`${others.length} more`, sum(others)]);
  if (all.length !== 1) rows.push([`all ${counted(all.length, "host")}`, sum(all)]);
  const width = Math.max(4, ...rows.map(([name]) => displayWidth(name)));
  const head = `${pad("host", width)}  ${ends.join("  ")}`;
  return [paint.dim(head), ...rows.map(([name, counts]) => `${pad(name, width)}  ${cells(counts, paint)}`)];
}

function isTrouble(counts: Stats): boolean {
  return counts.failed + counts.unreachable + counts.unknown > 0;
}

function sum(entries: readonly (readonly [string, Stats])[]): Stats {
  const total = { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, unknown: 0 };
  for (const [, counts] of entries) for (const end of ends) total[end] += counts[end];
  return total;
}

function cells(counts: Stats, paint: Palette): string {
  const styles: Record<(typeof ends)[number], Style> = {
    ok: paint.green,
    changed: paint.yellow,
    skipped: paint.dim,
    failed: paint.red,
    unreachable: paint.red,
    unknown: paint.magenta,
  };
  return ends
    .map((end) => {
      const cell = `${counts[end]}`.padStart(Math.max(end.length, 2));
      return counts[end] === 0 ? paint.dim(cell) : styles[end](cell);
    })
    .join("  ");
}
