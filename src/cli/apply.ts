import type { Command } from "commander";
import { problem } from "../problems/problem.ts";
import type { ApplyFlags } from "./apply-flags.ts";
import type { End } from "./end.ts";
import { withLockTimeout, withRun } from "./flags.ts";
import { plan } from "./plan.ts";
import type { Once } from "./run-once.ts";
import type { World } from "./world.ts";
import { writtenFlags } from "./written-flags.ts";

const examples = `
Examples:
  runbook apply triggers-io.yaml -i hosts.yaml                 shows the plan, asks for missing inputs and for a yes
  runbook apply triggers-io.yaml -i hosts.yaml -e @answers.yaml -l acme_prod -y --verify
  runbook apply triggers.plan                                  a saved plan: exactly its changes

A file with answers that are secret must be readable by you alone (chmod 600).`;

/** `runbook apply FILE`: shows the plan, asks unless -y, applies. */
export function addApply(program: Command, world: World, end: End): void {
  const command = program
    .command("apply")
    .argument("<file>", "a runbook: a path, or the name of one in runbooks/; or a plan that plan --out saved")
    .description("carry a runbook out: shows the plan, asks, applies");
  withLockTimeout(withRun(command))
    .option("-y, --yes", "do not show the plan first, do not ask")
    .option("-C, --check", "only plan")
    .addHelpText("after", examples)
    .option("--verify", "decide everything again afterwards; what is left to do is a failure")
    .option("--require-approval <file>", "only a saved plan that one of these allowed signers has approved")
    .action((file: string, flags: ApplyFlags, ran: Command) => applyFile(world, file, { flags, ran }, end));
}

interface Called {
  readonly flags: ApplyFlags;
  readonly ran: Command;
}

async function applyFile(world: World, file: string, { flags, ran }: Called, end: End): Promise<void> {
  const { isPlan } = await import("./open-plan.ts");
  if (isPlan(world, file)) {
    needYes(world, flags);
    const { applyPlan } = await import("./apply-plan.ts");
    return applyPlan(world, file, { format: flags.format, ...writtenFlags(ran) }, end);
  }
  if (flags.requireApproval !== undefined) {
    throw problem("RB7106", `${file} is no saved plan, and only a plan can be approved`, {
      hint: `Make one: runbook plan ${file} --out PLANFILE; then runbook approve PLANFILE.`,
    });
  }
  return flags.check ? plan(world, file, flags, end) : apply(world, file, flags, end);
}

/** RB8002 where nobody can be asked, and no -y was given. */
function needYes(world: World, flags: ApplyFlags): void {
  const interactive = world.input.isTTY && world.output.isTTY && flags.format === "text";
  if (!flags.yes && !flags.syntaxCheck && !interactive && !flags.listHosts && !flags.listTasks && !flags.listTags) {
    throw problem("RB8002", "apply needs a yes, and nobody can be asked here", {
      hint: "Look at the plan first, then give -y.",
    });
  }
}

async function apply(world: World, file: string, flags: ApplyFlags, end: End): Promise<void> {
  needYes(world, flags);
  const { prepareRun } = await import("./prepare-run.ts");
  const prepared = await prepareRun(world, file, flags);
  if (prepared.listed()) return end(0);
  const { runOnce } = await import("./run-once.ts");
  await prepared.completeInputs();
  let shown: Pick<Once, "plan" | "planFacts"> = {};
  if (!flags.yes) {
    const { PlanInHand } = await import("./plan-in-hand.ts");
    const hand = new PlanInHand();
    const show = () => runOnce(world, prepared, { mode: "plan", diffs: true, flags, asksNext: true, hand });
    const refused = await refusal(world, flags, show);
    if (refused !== undefined) return end(refused);
    shown = { plan: hand.toFollow(prepared.redact), planFacts: hand.fold.facts };
  }
  const result = await runOnce(world, prepared, { mode: "apply", diffs: flags.diff === true, flags, ...shown });
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
