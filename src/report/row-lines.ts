import { clip, pad } from "./display-width.ts";
import { hostList } from "./host-list.ts";
import type { Palette, Style } from "./palette.ts";
import { printableLine } from "./printable.ts";
import type { Counts, Failure, TaskRow } from "./progress-view.ts";
import type { Line, Segment } from "./segments.ts";
import { spanOfTime } from "./wording.ts";

const runningShown = 4;
const failuresShownSingly = 10;
const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** How rows look: colours, epoch milliseconds now, and columns for names. */
export interface RowLook {
  readonly paint: Palette;
  readonly now: number;
  readonly nameWidth: number;
}

/** A task's line with counts, then its running hosts (the longest at work), then its failed hosts. */
export function rowLines(row: TaskRow, { paint, now, nameWidth }: RowLook): readonly Line[] {
  const name = clip(printableLine(row.name), nameWidth);
  const counts = tally(row, paint);
  const nameStyle = row.state === "waiting" ? paint.dim : undefined;
  const title: Line = [
    ["  "],
    icon(row, now, paint),
    [` ${counts.length > 0 ? pad(name, nameWidth) : name}`, nameStyle],
    ...counts,
  ];
  const working = row.running.slice(0, runningShown).map(({ host, since }): Line => {
    return [
      ["      "],
      [spinning(now), paint.cyan],
      [` ${printableLine(host)}`],
      [`  ${spanOfTime(now - since)}`, paint.dim],
    ];
  });
  return [title, ...working, ...failureLines(row.failures, "", { indent: "      ", paint })];
}

/** A line per failed host; where there are many, hosts that failed in the same way share one. */
export function failureLines(
  failures: readonly Failure[],
  word: string,
  { indent, paint }: { readonly indent: string; readonly paint: Palette },
): readonly Line[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = failures.length > failuresShownSingly ? `${failure.code} ${failure.message}` : failure.host;
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()].map((group): Line => {
    const code = group[0]?.code === undefined ? "" : `  ${printableLine(group[0].code)}`;
    const hosts = hostList(group.map((failure) => failure.host));
    return [
      [indent],
      ["✖ ", paint.red],
      [word, paint.red],
      [hosts, paint.bold],
      [code, paint.red],
      [`  ${printableLine(group[0]?.message.split("\n")[0] ?? "")}`],
    ];
  });
}

function icon(row: TaskRow, now: number, paint: Palette): Segment {
  if (row.state === "waiting") return ["○", paint.dim];
  if (row.state === "running") return [spinning(now), paint.cyan];
  if (row.failures.length > 0) return ["✖", paint.red];
  return row.counts.changed > 0 ? ["✔", paint.yellow] : ["✔", paint.green];
}

function spinning(now: number): string {
  return spinner[Math.floor(now / 100) % spinner.length] ?? "";
}

function tally(row: TaskRow, paint: Palette): Line {
  if (row.state === "waiting") return [];
  const of = row.total === undefined || row.state === "done" ? "" : `  ${row.ended}/${row.total}`;
  const styles: readonly (readonly [keyof Counts, Style])[] = [
    ["ok", paint.green],
    ["changed", paint.yellow],
    ["skipped", paint.dim],
    ["ignored", paint.magenta],
    ["rescued", paint.magenta],
    ["failed", paint.red],
    ["unknown", paint.magenta],
  ];
  const shown = styles.filter(([end]) => row.counts[end] > 0);
  const counts = shown.flatMap(([end, style], index): Line => {
    return [
      [index === 0 ? "  " : " · ", paint.dim],
      [`${row.counts[end]} ${end}`, style],
    ];
  });
  return [[of, paint.dim], ...counts];
}
