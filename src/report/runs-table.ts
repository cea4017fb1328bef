import type { ListedRun, RunResult } from "../journal/list-runs.ts";
import { pad } from "./display-width.ts";
import { palette, type Style } from "./palette.ts";
import { printableLine } from "./printable.ts";

/** Runs, one a line under a head: id, beginning (UTC), plan or apply, number of hosts, result, runbook. */
export function runsTable(runs: readonly ListedRun[], color: boolean): string {
  const paint = palette(color);
  const styles: Record<RunResult, Style> = {
    done: paint.green,
    failed: paint.red,
    interrupted: paint.magenta,
    running: paint.yellow,
    unreadable: paint.red,
  };
  const head = `${pad("run", 20)}  ${pad("began (UTC)", 16)}  mode   hosts  ${pad("result", 11)}  runbook`;
  const lines = runs.map(({ run, time, mode, hosts, result, runbook }) => {
    const began = time === undefined ? "-" : time.slice(0, 16).replace("T", " ");
    const cells = [run, pad(began, 16), (mode ?? "-").padEnd(5), String(hosts ?? "-").padStart(5)];
    return [...cells, styles[result](result.padEnd(11)), printableLine(runbook ?? "-")].join("  ");
  });
  return `${[paint.dim(head), ...lines].join("\n")}\n`;
}
