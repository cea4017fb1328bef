import type { Command } from "commander";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import { type RunFlags, withRun } from "./flags.ts";
import { plan } from "./plan.ts";
import type { World } from "./world.ts";

/** What only `apply` knows. */
export interface ApplyFlags extends RunFlags {
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly verify?: boolean;
}

const examples = `
Examples:
  runbook apply triggers-io.yaml -i hosts.yaml                 shows the plan, asks for missing inputs and for a yes
  runbook apply triggers-io.yaml -i hosts.yaml -e @answers.yaml -l acme_prod -y --verify

A file with answers that are secret must be readable by you alone (chmod 600).`;

/** `runbook apply FILE`: shows the plan, asks unless -y, applies. */
export function addApply(program: Command, world: World, end: End): void {
  const command = program
    .command("apply")
    .argument("<file>", "a runbook: a path, or the name of one in runbooks/")
    .description("carry a runbook out: shows the plan, asks, applies");
  withRun(command)
    .option("-y, --yes", "do not show the plan first, do not ask")
    .option("-C, --check", "only plan")
    .addHelpText("after", examples)
    .option("--verify", "decide everything again afterwards; what is left to do is a failure")
    .action((file: string, flags: ApplyFlags) =>
      flags.check ? plan(world, file, flags, end) : apply(world, file, flags, end),
    );
}

async function apply(world: World, file: string, flags: ApplyFlags, end: End): Promise<void> {
  const interactive = world.input.isTTY && world.output.isTTY && flags.format === "text";
  if (!flags.yes && !flags.syntaxCheck && !interactive && !flags.listHosts && !flags.listTasks && !flags.listTags) {
    throw problem("RB8002", "apply needs a yes, and nobody can be asked here", {
      hint: "Look at the plan first, then give -y.",
    });
  }
  const { prepareRun } = await import("./prepare-run.ts");
  const prepared = await prepareRun(world, file, flags);
  if (prepared.listed()) return end(0);
  const { runOnce } = await import("./run-once.ts");
  await prepared.completeInputs();
  if (!flags.yes) {
    const show = () => runOnce(world, prepared, { mode: "plan", diffs: true, flags, asksNext: true });
    const refused = await refusal(world, flags, show);
    if (refused !== undefined) return end(refused);
  }
  const result = await runOnce(world, prepared, { mode: "apply", diffs: flags.diff === true, flags });
  if (!flags.verify || result.exitCode !== 0) return end(result.exitCode);
  const { verifyRun } = await import("./verify-run.ts");
  end(await verifyRun(world, prepared, flags));
}

/** Shows the plan and asks; the exit code to end with when it is not to be applied. */
async function refusal(
  world: World,
  { verify }: ApplyFlags,
  show: () => Promise<{ exitCode: number; pending: boolean }>,
): Promise<number | undefined> {
  const { confirm } = await import("./prompt.ts");
  const { exitCode, pending } = await show();
  if (exitCode === 130 || (!pending && !verify)) return exitCode;
  const question = exitCode === 0 ? "Apply these changes?" : "Some hosts cannot be planned. Apply to the others?";
  if (await confirm(world, question)) return undefined;
  world.output.write("nothing was applied\n");
  return exitCode;
}
