import { Listr } from "listr2";
import type { TaskLabel } from "../events/event.ts";
import { FleetRenderer, type FleetRendererOptions } from "./fleet-renderer.ts";
import type { ProgressView } from "./progress-view.ts";

/** The tasks of listr2 that stand for rows of a screen. */
export interface RowTasks {
  /** Ends the tasks whose rows are done; handlers may always run once more. */
  endDone(view: ProgressView): void;
  /** Ends all tasks, and with them the rendering. */
  endAll(): void;
}

/** Starts a task of listr2 per row; it never listens to signals and never touches the standard streams. */
export function startRowTasks(labels: readonly TaskLabel[], rendererOptions: FleetRendererOptions): RowTasks {
  const ends = new Map<string, () => void>();
  const tasks = labels.map(({ id, name }) => {
    const ended = new Promise<void>((resolve) => ends.set(id, resolve));
    return { title: name, task: () => ended };
  });
  const list = new Listr<unknown, typeof FleetRenderer, "silent">(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: FleetRenderer,
    rendererOptions,
    fallbackRenderer: "silent",
  });
  void list.run();
  return {
    endDone(view) {
      for (const row of view.rows) if (row.state === "done" && !row.handler) ends.get(row.id)?.();
    },
    endAll() {
      for (const end of ends.values()) end();
    },
  };
}
