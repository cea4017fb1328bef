import type { Command } from "commander";
import type { End } from "./end.ts";
import { withInventory, withLogin, withVariables } from "./flags.ts";
import type { AdHocFlags } from "./run-ad-hoc.ts";
import { typedLine } from "./typed-line.ts";
import type { World } from "./world.ts";

interface UnlockFlags extends Omit<AdHocFlags, "format"> {
  readonly run: string;
  readonly name?: string;
}

const examples = `
A lock goes away by itself with the shell that holds it. This is for a run that hangs, or whose machine is gone while the host
has not noticed: its shell on the host is ended with all that it runs, and it cannot take the lock again. Look first what it
does: runbook exec HOST -- ps -ef. Locks belong to the user that changes things: give -b and --become-user as the run did.

Examples:
  runbook unlock prod-app1 --run 20261123-063812-x1y2 -b --become-user neolane
  runbook unlock prod-app1 --run 20261123-063812-x1y2 --name acme_prod     where the play says lock: acme_prod`;

/** `runbook unlock HOST --run RUN`: breaks a lock on purpose. */
export function addUnlock(program: Command, world: World, end: End): void {
  const command = program
    .command("unlock")
    .argument("<host>", "a host, or a pattern")
    .description("break the lock of a run that hangs on a host");
  withLogin(withVariables(withInventory(command)))
    .requiredOption("--run <run>", "the run that has the lock, as the refusal names it")
    .option("--name <lock>", "the name that the play gives its lock")
    .addHelpText("after", examples)
    .action((pattern: string, flags: UnlockFlags) => unlock(world, pattern, flags, end));
}

async function unlock(world: World, pattern: string, { run, name = "", ...flags }: UnlockFlags, end: End) {
  const { loadModule } = await import("../modules/contract/registry.ts");
  const { runbookOfOneTask } = await import("../runbook/one-task.ts");
  const { newTag, prepareRunbook, whoWeAre } = await import("./prepare-run.ts");
  const { breakLocks } = await import("../engine/unlock.ts");
  const { printableLine } = await import("../report/printable.ts");
  const typed = typedLine(["unlock", pattern, "--run", run]);
  const module = await loadModule("command");
  const runbook = runbookOfOneTask({ typed, name: "unlock", hosts: pattern, module, parameters: { argv: ["true"] } });
  const prepared = await prepareRunbook(world, { file: "unlock", runbook }, { ...flags, format: "text" });
  const context = prepared.context({
    run: "unlock",
    tag: newTag(world, "unlock"),
    mode: "apply",
    bus: { emit() {} },
    hold: (ask) => ask(),
    stopping: () => false,
  });
  const hosts = await breakLocks(context, { run, name, who: whoWeAre(world) });
  for (const host of hosts) world.output.write(`${printableLine(host)}: the lock of ${run} is broken\n`);
  end(0);
}
