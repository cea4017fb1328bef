import type { Command } from "commander";
import type { End } from "./end.ts";
import { withFormat } from "./flags.ts";
import { addPrune } from "./runs-prune.ts";
import type { World } from "./world.ts";

const examples = `
Results: done, failed, running; interrupted (stopped, or cut off), unreadable (runbook show RUN says why).

Examples:
  runbook runs
  runbook runs --format json                       one run a line
  runbook runs prune --keep 20 --older-than 30d    what would be removed; -y removes it`;

/** `runbook runs`: every run that is kept, the newest first; `runs prune` removes some. */
export function addRuns(program: Command, world: World, end: End): void {
  const command = program.command("runs").description("list the runs that are kept; runs prune removes old ones");
  withFormat(command)
    .addHelpText("after", examples)
    .action((flags: { format: "text" | "json" }) => list(world, flags, end));
  addPrune(command, world, end);
}

async function list(world: World, { format }: { format: "text" | "json" }, end: End): Promise<void> {
  const { statePath } = await import("../journal/state-folder.ts");
  const { listRuns } = await import("../journal/list-runs.ts");
  const runs = listRuns(statePath(world.environment, world.home), world.userId);
  if (format === "json") {
    const { jsonLine } = await import("../report/json-line.ts");
    for (const { time, ...run } of runs) world.output.write(jsonLine({ type: "run", time, ...run }));
  } else if (runs.length === 0) {
    world.output.write("there is no run yet\n");
  } else {
    const { runsTable } = await import("../report/runs-table.ts");
    const { wantsColor } = await import("./reporters.ts");
    world.output.write(runsTable(runs, wantsColor(world)));
  }
  end(0);
}
