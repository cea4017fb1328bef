import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { End } from "./end.ts";
import { type RunFlags, withRun } from "./flags.ts";
import type { PlanInHand } from "./plan-in-hand.ts";
import type { PreparedRun } from "./prepare-run.ts";
import type { World } from "./world.ts";

/** What only `plan` knows. */
export interface PlanFlags extends RunFlags {
  readonly out?: string;
  /** Milliseconds. */
  readonly expires?: number;
  readonly detailedExitcode?: boolean;
}

const examples = `
Examples:
  runbook plan triggers-io.yaml -i hosts.yaml                  every host; missing inputs are shown as unknown
  runbook plan triggers-io.yaml -i hosts.yaml -e @answers.yaml -l acme_prod
  runbook plan triggers-io.yaml -i hosts.yaml --list-hosts     which hosts that would be
  runbook plan triggers-io.yaml -i hosts.yaml -e @answers.yaml --out triggers.plan
  runbook apply triggers.plan                                  exactly these changes, or none on a host that drifted`;

/** `runbook plan FILE`: dry run over the fleet; nothing is written on any host. */
export function addPlan(program: Command, world: World, end: End): void {
  const command = program
    .command("plan")
    .argument("<file>", "a runbook: a path, or the name of one in runbooks/")
    .description("preview: what apply would change, on every host, as diffs");
  withRun(command)
    .option("--out <planfile>", "save the plan: apply PLANFILE makes exactly these changes")
    .option("--expires <time>", "how long a saved plan may be applied: 30m, 24h, 7d (default: 24h)", lifetime)
    .option("-C, --check", "accepted for Ansible's sake; a plan never changes anything")
    .addHelpText("after", examples)
    .option("--detailed-exitcode", "0 nothing to do, 2 changes pending, 1 a host failed, 4 a host unreachable")
    .action((file: string, flags: PlanFlags) => plan(world, file, flags, end));
}

const day = 24 * 60 * 60 * 1000;

/** "30m", "24h" or "7d" as milliseconds, for commander. */
function lifetime(value: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(value) ?? [];
  if (count === "") throw new InvalidArgumentError("It is a number and m, h or d: 30m, 24h, 7d.");
  return Number(count) * { m: 60_000, h: day / 24, d: day }[unit === "m" || unit === "h" ? unit : "d"];
}

/** RB7107 before anything is done, when something else stands where the plan is to go. */
async function handFor(world: World, out: string) {
  const { assertFree } = await import("../plans/plan-file.ts");
  assertFree(resolve(world.directory, out), out);
  const { PlanInHand } = await import("./plan-in-hand.ts");
  return new PlanInHand();
}

async function save(
  world: World,
  made: { readonly hand: PlanInHand; readonly prepared: PreparedRun },
  flags: PlanFlags & { readonly out: string },
): Promise<void> {
  const { savePlan } = await import("./save-plan.ts");
  const plan = savePlan(world, made, { out: flags.out, expires: flags.expires ?? day, flags });
  if (!plan || flags.format !== "text") return;
  const { planLine } = await import("../report/plan-line.ts");
  world.output.write(`\nsaved in ${flags.out}: ${planLine(plan)}\n`);
}

/** Plans and shows; `apply --check` is the same. */
export async function plan(world: World, file: string, flags: PlanFlags, end: End): Promise<void> {
  const { prepareRun } = await import("./prepare-run.ts");
  const prepared = await prepareRun(world, file, flags);
  if (prepared.listed()) return end(0);
  const { runOnce } = await import("./run-once.ts");
  const { out } = flags;
  const hand = out === undefined ? undefined : await handFor(world, out);
  const result = await runOnce(world, prepared, { mode: "plan", diffs: true, flags, hand, out });
  if (hand && out !== undefined) await save(world, { hand, prepared }, { ...flags, out });
  const { detailedExitCode } = await import("../engine/exit-code.ts");
  end(flags.detailedExitcode && result.exitCode !== 130 ? detailedExitCode(result.stats) : result.exitCode);
}
