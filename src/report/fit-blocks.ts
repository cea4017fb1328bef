import type { Palette } from "./palette.ts";
import type { Line } from "./segments.ts";
import { counted } from "./wording.ts";

/** Lines that belong together: the head, or a task with what stands under it. */
export interface Block {
  readonly state: "head" | "waiting" | "running" | "done" | "failed";
  readonly lines: readonly Line[];
}

/**
 * The lines of all blocks, at most `rows`. Where they do not fit, tasks that are done are folded into one line, then tasks
 * that wait, then the rest is cut, and a line says how much.
 */
export function fitBlocks(blocks: readonly Block[], rows: number | undefined, paint: Palette): readonly Line[] {
  const all = blocks.flatMap((block) => block.lines);
  if (rows === undefined || all.length <= rows) return all;
  const withoutDone = fold(blocks, "done", (count) => [
    ["  "],
    ["✔", paint.green],
    [` ${counted(count, "task")} done`, paint.dim],
  ]);
  const shorter = withoutDone.flatMap((block) => block.lines);
  if (shorter.length <= rows) return shorter;
  const withoutWaiting = fold(withoutDone, "waiting", (count) => [
    [`  ○ ${counted(count, "task")} to come`, paint.dim],
  ]);
  const shortest = withoutWaiting.flatMap((block) => block.lines);
  if (shortest.length <= rows) return shortest;
  const kept = Math.max(0, rows - 1);
  return [...shortest.slice(0, kept), [[`  … ${counted(shortest.length - kept, "more line")}`, paint.dim]]];
}

/** One line, where the first of them stood, for all blocks of a state. */
function fold(blocks: readonly Block[], state: Block["state"], line: (count: number) => Line): readonly Block[] {
  const count = blocks.filter((block) => block.state === state).length;
  if (count < 2) return blocks;
  const first = blocks.findIndex((block) => block.state === state);
  return blocks.flatMap((block, index) => {
    if (block.state !== state) return [block];
    return index === first ? [{ state, lines: [line(count)] }] : [];
  });
}
