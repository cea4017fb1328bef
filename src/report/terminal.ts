import type { Listener } from "../events/bus.ts";
import type { Event } from "../events/event.ts";
import { frame } from "./frame.ts";
import { LiveRegion, type Screen } from "./live-region.ts";
import { noteLines } from "./note-lines.ts";
import { Progress } from "./progress.ts";
import { type RowTasks, startRowTasks } from "./row-tasks.ts";
import type { Ticker } from "./ticker.ts";

/** The terminal and the clock of a terminal reporter. `now`: epoch milliseconds. */
export interface TerminalOptions {
  readonly screen: Screen;
  readonly color: boolean;
  readonly now: () => number;
  readonly every: Ticker;
}

/** A screen that repaints itself while a run goes on. */
export interface TerminalReporter {
  readonly listener: Listener;
  /** Paints once more and then leaves the terminal to someone else until `ask` is over: for questions to a person. */
  hold<T>(ask: () => Promise<T>): Promise<T>;
  /** Leaves the screen as it is, cursor shown; for runs that are broken off. Not needed after `run.finished`. */
  stop(): void;
}

/**
 * Shows a run on a terminal: listr2 holds a task per row, a fold of the events says what the rows show. At most ten paintings
 * a second, none while the screen stands still; the last one, made while `run.finished` is heard, shows all rows and stays.
 */
export function createTerminalReporter({ screen, color, now, every }: TerminalOptions): TerminalReporter {
  const progress = new Progress();
  const region = new LiveRegion(screen);
  const notes: string[] = [];
  let tasks: RowTasks | undefined;

  let held = 0;

  const paint = (rows: number | undefined): void => {
    if (held > 0) return;
    const view = progress.view();
    tasks?.endDone(view);
    region.paint(frame(view, { columns: screen.columns ?? 80, rows, color, now: now() }), notes.splice(0));
  };
  const screenRows = (): number => Math.max(1, (screen.rows ?? 24) - 1);
  const stop = (): void => {
    region.end();
    tasks?.endAll();
  };
  const listener = (event: Event): void => {
    progress.take(event);
    if (event.type === "noted") notes.push(...noteLines(event, color));
    if (event.type === "run.started") {
      const tick = (): void => {
        if (!screen.isBehind) paint(screenRows());
      };
      tasks = startRowTasks(event.tasks, { every, tick });
    }
    if (event.type === "run.finished") {
      paint(undefined);
      stop();
    }
  };
  const hold = async <T>(ask: () => Promise<T>): Promise<T> => {
    paint(screenRows());
    held++;
    region.leave();
    try {
      return await ask();
    } finally {
      held--;
    }
  };
  return { listener, hold, stop };
}
