import type { Command } from "commander";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import { collect, withFormat, withInventory, withLockTimeout, withLogin, withVariables } from "./flags.ts";
import type { RollbackFlags } from "./rollback-flags.ts";
import type { World } from "./world.ts";
import { writtenFlags } from "./written-flags.ts";

const examples = `
Examples:
  runbook rollback last                              shows what would be undone, asks, undoes
  runbook rollback 20261123-063812 --host prod-app1  only on this host
  runbook rollback last --task "Write the ports" -y  only what this task did
  runbook rollback last --force /etc/app.conf        also where somebody changed that file since

Files come back as they were: bytes, mode, owner, attributes, the very inode. Handlers that restarted something in that run
do it again. A rollback is a run: resume goes on with it, and rollback undoes it. Inventory and flags are those of the run,
unless they are given again.`;

/** `runbook rollback RUN`: shows what would be undone, asks unless -y, undoes. */
export function addRollback(program: Command, world: World, end: End): void {
  const command = program
    .command("rollback")
    .argument("<run>", "a run's id, its beginning, or last")
    .description("undo a run: shows what would be undone, asks, undoes");
  withLockTimeout(withLogin(withVariables(withInventory(withFormat(command)))))
    .option("--host <name>", "only on this host; may be given several times", collect)
    .option("--task <name>", "only what the task with this name did; may be given several times", collect)
    .option("--force <path>", "this path also where somebody changed it since; may be given several times", collect)
    .option("-y, --yes", "do not show the plan first, do not ask")
    .option("-C, --check", "only show what would be undone")
    .option("-D, --diff", "show the changes too")
    .option("-v, --verbose", "say more: round trips and bytes")
    .addHelpText("after", examples)
    .action((run: string, _flags: RollbackFlags, ran: Command) => rollback(world, run, given(ran), end));
}

/** What was not written on the command line has no part in the run's own flags. */
function given(command: Command): RollbackFlags {
  return { format: command.opts<RollbackFlags>().format, ...writtenFlags(command) };
}

async function rollback(world: World, named: string, flags: RollbackFlags, end: End): Promise<void> {
  const interactive = world.input.isTTY && world.output.isTTY && flags.format === "text";
  if (!flags.yes && !flags.check && !interactive) {
    throw problem("RB8002", "rollback needs a yes, and nobody can be asked here", {
      hint: "Look with --check first, then give -y.",
    });
  }
  const { prepareRollback } = await import("./prepare-rollback.ts");
  const { run, undid, prepared, flags: merged } = await prepareRollback(world, named, flags);
  if (prepared.runbook.plays.length === 0) {
    const more = undid === undefined ? "" : `; it was a rollback itself, of ${undid}`;
    world.output.write(`${run}: nothing to undo${more}\n`);
    return end(0);
  }
  const { runOnce } = await import("./run-once.ts");
  const once = { flags: merged };
  if (!flags.yes) {
    const shown = await runOnce(world, prepared, { ...once, mode: "plan", diffs: true, asksNext: !flags.check });
    if (flags.check || shown.exitCode === 130 || !shown.pending) return end(shown.exitCode);
    const { confirm } = await import("./prompt.ts");
    const question = shown.exitCode === 0 ? "Undo this?" : "Some hosts refuse. Undo this on the others?";
    if (!(await confirm(world, question))) {
      world.output.write("nothing was undone\n");
      return end(shown.exitCode);
    }
  }
  const { exitCode } = await runOnce(world, prepared, { ...once, mode: "apply", diffs: flags.diff === true });
  end(exitCode);
}
