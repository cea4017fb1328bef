import type { Command } from "commander";
import type { End } from "./end.ts";
import { withFormat } from "./flags.ts";
import type { World } from "./world.ts";

/** `runbook show RUN`: a run's record through the same screens as on the day it ran. */
export function addShow(program: Command, world: World, end: End): void {
  const command = program
    .command("show")
    .argument("<run>", "a run's id, or last")
    .description("show a run again: what happened on every host, and its changes")
    .addHelpText(
      "after",
      "\nExamples:\n  runbook show last\n  runbook show last --format json   its events, one a line",
    );
  withFormat(command).action((run: string, flags: { format: "text" | "json" }) => show(world, run, flags, end));
}

async function show(world: World, run: string, { format }: { format: "text" | "json" }, end: End): Promise<void> {
  const { statePath } = await import("../journal/state-folder.ts");
  const { readRecord } = await import("../journal/read-record.ts");
  const { reportersFor } = await import("./reporters.ts");
  const events = readRecord(statePath(world.environment, world.home), run);
  const reporters = await reportersFor(world, { format, diffs: true });
  for (const event of events) for (const listener of reporters.listeners) listener(event);
  reporters.stop();
  reporters.conclude([]);
  end(0);
}
