import type { Command } from "commander";
import type { End } from "./end.ts";
import { type RunFlags, withRun } from "./flags.ts";
import type { World } from "./world.ts";

/** What only `plan` knows. */
export interface PlanFlags extends RunFlags {
  readonly detailedExitcode?: boolean;
}

const examples = `
Examples:
  runbook plan triggers-io.yaml -i hosts.yaml                  every host; missing inputs are shown as unknown
  runbook plan triggers-io.yaml -i hosts.yaml -e @answers.yaml -l acme_prod
  runbook plan triggers-io.yaml -i hosts.yaml --list-hosts     which hosts that would be`;

/** `runbook plan FILE`: dry run over the fleet; nothing is written on any host. */
export function addPlan(program: Command, world: World, end: End): void {
  const command = program
    .command("plan")
    .argument("<file>", "a runbook: a path, or the name of one in runbooks/")
    .description("preview: what apply would change, on every host, as diffs");
  withRun(command)
    .option("-C, --check", "accepted for Ansible's sake; a plan never changes anything")
    .addHelpText("after", examples)
    .option("--detailed-exitcode", "0 nothing to do, 2 changes pending, 1 a host failed, 4 a host unreachable")
    .action((file: string, flags: PlanFlags) => plan(world, file, flags, end));
}

/** Plans and shows; `apply --check` is the same. */
export async function plan(world: World, file: string, flags: PlanFlags, end: End): Promise<void> {
  const { prepareRun } = await import("./prepare-run.ts");
  const prepared = await prepareRun(world, file, flags);
  if (prepared.listed()) return end(0);
  const { runOnce } = await import("./run-once.ts");
  const result = await runOnce(world, prepared, { mode: "plan", diffs: true, flags });
  const { detailedExitCode } = await import("../engine/exit-code.ts");
  end(flags.detailedExitcode && result.exitCode !== 130 ? detailedExitCode(result.stats) : result.exitCode);
}
