import type { Listener } from "../events/bus.ts";
import type { World } from "./world.ts";

/** The listeners of one walk, and what is printed when it is over. */
export interface Reporters {
  readonly listeners: readonly Listener[];
  /** Prints changes, counts and failures, and the commands to go on with; in text form only. */
  conclude(next: readonly string[]): void;
  /** Keeps the screen still while a person is asked. */
  hold<T>(ask: () => Promise<T>): Promise<T>;
  /** Leaves the terminal in order when a run is broken off. */
  stop(): void;
}

/** What to show. `diffs`: changes are wanted at the end. */
export interface ReporterOptions {
  readonly format: "text" | "json";
  readonly diffs: boolean;
  /** Round trips and bytes are wanted too. */
  readonly verbose?: boolean | undefined;
  /** Lines even on a terminal: for a run whose end is not known, which a screen would wait for. */
  readonly linesOnly?: boolean;
}

/** Screens for a run: JSON, a live terminal, or plain lines where no terminal is. */
export async function reportersFor(
  world: World,
  { format, diffs, verbose, linesOnly = false }: ReporterOptions,
): Promise<Reporters> {
  const { output } = world;
  const write = (text: string) => output.write(text);
  if (format === "json") {
    const { createJsonReporter } = await import("../report/json.ts");
    return { listeners: [createJsonReporter({ write })], conclude() {}, hold: (ask) => ask(), stop() {} };
  }
  const { createChangesView } = await import("../report/changes-view.ts");
  const { createSummary } = await import("../report/summary.ts");
  const changes = createChangesView();
  const { createDriftView } = await import("../report/drift-view.ts");
  const drift = createDriftView();
  const summary = createSummary();
  const color = wantsColor(world);
  let traffic = "";
  const { trafficLine } = await import("../report/traffic-line.ts");
  const listenForTraffic: Listener = (event) => {
    if (verbose && event.type === "run.finished") traffic = trafficLine(event);
  };
  const conclude = (next: readonly string[]) => {
    const parts = [
      diffs ? changes.render({ color }) : "",
      drift.render({ color }),
      summary.render({ color, next }),
      traffic,
    ];
    for (const part of parts) if (part !== "") write(`\n${part}`);
  };
  const common = [changes.listener, drift.listener, summary.listener, listenForTraffic];
  if (linesOnly || !output.isTTY || world.environment.TERM === "dumb") {
    const { createLinesReporter } = await import("../report/lines.ts");
    return {
      listeners: [createLinesReporter({ write, color, diffs: false }), ...common],
      conclude,
      hold: (ask) => ask(),
      stop() {},
    };
  }
  const { createTerminalReporter } = await import("../report/terminal.ts");
  const { realTicker } = await import("../report/ticker.ts");
  const now = () => world.clock.now().getTime();
  const terminal = createTerminalReporter({ screen: output, color, now, every: realTicker });
  return { listeners: [terminal.listener, ...common], conclude, hold: terminal.hold, stop: terminal.stop };
}

/** Colors on a terminal, unless NO_COLOR says otherwise (no-color.org). */
export function wantsColor({ output, environment }: World): boolean {
  return output.isTTY && environment.NO_COLOR === undefined && environment.TERM !== "dumb";
}
