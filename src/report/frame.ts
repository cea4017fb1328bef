import { displayWidth } from "./display-width.ts";
import { type Block, fitBlocks } from "./fit-blocks.ts";
import { palette } from "./palette.ts";
import { printableLine } from "./printable.ts";
import type { ProgressView } from "./progress-view.ts";
import { failureLines, rowLines } from "./row-lines.ts";
import { lineOf } from "./segments.ts";
import { counted, spanOfTime } from "./wording.ts";

/** The screen that a frame must fit. `rows` is left out for the last frame, which shows everything. `now`: epoch milliseconds. */
export interface FrameOptions {
  readonly columns: number;
  readonly rows?: number | undefined;
  readonly color: boolean;
  readonly now: number;
}

/** One picture of a run, as lines: a row per task with counts, at most four running hosts and every failed host under it. */
export function frame(view: ProgressView, { columns, rows, color, now }: FrameOptions): readonly string[] {
  const paint = palette(color);
  const longest = Math.max(0, ...view.rows.map((row) => displayWidth(printableLine(row.name))));
  const look = { paint, now, nameWidth: Math.min(longest, Math.max(20, Math.floor(columns / 2))) };
  const span = spanOfTime((view.finished ?? now) - view.started);
  const head: Block = {
    state: "head",
    lines: [
      [
        [`${view.mode}  `, paint.cyan],
        [printableLine(view.name), paint.bold],
        [`  ${counted(view.hosts, "host")}  ${span}`, paint.dim],
      ],
      ...failureLines(view.lost, "lost  ", { indent: "  ", paint }),
    ],
  };
  const tasks = view.rows.map((row): Block => {
    return { state: row.failures.length > 0 ? "failed" : row.state, lines: rowLines(row, look) };
  });
  return fitBlocks([head, ...tasks], rows, paint).map((segments) => lineOf(columns, segments));
}
