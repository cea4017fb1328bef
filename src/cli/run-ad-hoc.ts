import { walk } from "../engine/walk.ts";
import { createBus, type Listener } from "../events/bus.ts";
import { runId } from "../journal/run-id.ts";
import { type BlockOf, createHostBlocks } from "../report/host-blocks.ts";
import { createJsonReporter } from "../report/json.ts";
import { printableLine } from "../report/printable.ts";
import { type OneTask, runbookOfOneTask } from "../runbook/one-task.ts";
import type { InventoryFlags, LoginFlags, VariableFlags } from "./flags.ts";
import { newTag, prepareRunbook } from "./prepare-run.ts";
import { wantsColor } from "./reporters.ts";
import { stopper } from "./stopper.ts";
import type { World } from "./world.ts";

/** Flags of commands that make one task of their arguments. */
export interface AdHocFlags extends InventoryFlags, VariableFlags, LoginFlags {
  readonly format: "text" | "json";
}

/** One walk over one task, shown by hosts; no record is kept of it. Gives the exit code of a run. */
export async function runAdHoc(world: World, task: OneTask, flags: AdHocFlags, blockOf: BlockOf): Promise<number> {
  const prepared = await prepareRunbook(world, { file: task.name, runbook: runbookOfOneTask(task) }, flags);
  if (prepared.listed()) return 0;
  const run = runId(world.clock.now(), world.random);
  const write = (text: string) => world.output.write(text);
  const blocks = createHostBlocks(blockOf, wantsColor(world));
  const notes: Listener = (event) => {
    if (event.type === "noted") world.errors.write(`${printableLine(event.message)}\n`);
  };
  const listeners = flags.format === "json" ? [createJsonReporter({ write })] : [blocks.listener, notes];
  const bus = createBus({ run, now: () => world.clock.now(), redact: prepared.redact, listeners });
  const tell = () => {
    if (flags.format === "text") write(blocks.render());
  };
  const leave = () => {
    tell();
    world.errors.write("left: what ran on the hosts is ended\n");
  };
  const stop = stopper(world, {
    tellsWhy: false,
    say: (text) => void world.errors.write(text),
    leave,
    leaveHosts: () => prepared.leaveHosts(),
  });
  try {
    const options = {
      run,
      tag: newTag(world, run),
      mode: "apply",
      bus,
      hold: <T>(ask: () => Promise<T>) => ask(),
      stopping: stop.stopping,
    } as const;
    return (await stop.unlessLeft(walk(prepared.context({ ...options, tellsResults: true })))).exitCode;
  } finally {
    stop.end();
    tell();
  }
}
