import { readFileSync } from "node:fs";
import { assertFits } from "../plans/plan-fits.ts";
import { subjectOf } from "../plans/plan-subject.ts";
import { changed } from "../plans/plan-text.ts";
import { planToFollow } from "../plans/planned-host.ts";
import { openContent } from "../plans/sealed-content.ts";
import { problem } from "../problems/problem.ts";
import type { ApplyFlags } from "./apply-flags.ts";
import type { End } from "./end.ts";
import { type OpenedPlan, openPlan } from "./open-plan.ts";
import { type PreparedRun, prepareRun } from "./prepare-run.ts";
import { confirm } from "./prompt.ts";
import { runOnce } from "./run-once.ts";
import { showPlan } from "./show-plan.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

/** `runbook apply PLANFILE`: makes exactly the changes of a saved plan. RB71xx when it does not fit any more. */
export async function applyPlan(world: World, name: string, flags: ApplyFlags, end: End): Promise<void> {
  refuseOtherFlags(flags);
  const opened = openPlan(world, name);
  const { plan, isOurs, text, path, key } = opened;
  if (!isOurs) throw changed(name);
  if (flags.requireApproval !== undefined) {
    const { assertApproved } = await import("../plans/approval.ts");
    await assertApproved({ text, path, name }, flags.requireApproval);
  }
  const wanted = { ...flags, ...plan.flags, ...withoutMissing(flags) };
  const prepared = await prepareRun(world, plan.runbook, wanted);
  assertPlanFits(world, opened, prepared);
  await prepared.completeInputs();
  if (!flags.yes) {
    await showPlan(world, opened, { name, format: "text" });
    if (!(await confirm(world, "Apply this plan?"))) {
      world.output.write("nothing was applied\n");
      return end(plan.facts.finished.exitCode);
    }
  }
  const contents = (digest: string) => {
    const sealed = Object.hasOwn(plan.contents, digest) ? plan.contents[digest] : undefined;
    return sealed === undefined ? undefined : openContent(key, digest, sealed);
  };
  const follow = planToFollow(plan.facts, { contents, redact: prepared.redact });
  const diffs = flags.diff === true;
  const result = await runOnce(world, prepared, {
    mode: "apply",
    diffs,
    flags: wanted,
    plan: follow,
    planFacts: plan.facts,
  });
  if (!flags.verify || result.exitCode !== 0) return end(result.exitCode);
  const { verifyRun } = await import("./verify-run.ts");
  end(await verifyRun(world, prepared, wanted));
}

function assertPlanFits(world: World, { plan, key }: OpenedPlan, prepared: PreparedRun): void {
  const sources = prepared.sources();
  assertFits(plan, {
    engine: version(),
    now: world.clock.now(),
    subject: subjectOf(sources, new Map(), key),
    folder: sources.runbook.folder,
    readFile: contentOf,
    key,
  });
}

function contentOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

/** Where values and hosts are found now, when it is said; the plan tells what else was. */
function withoutMissing({ inventory, extraVars, askVaultPass, vaultPasswordFile, vaultId }: ApplyFlags) {
  return {
    ...(inventory && { inventory }),
    ...(extraVars && { extraVars }),
    ...(askVaultPass && { askVaultPass }),
    ...(vaultPasswordFile && { vaultPasswordFile }),
    ...(vaultId && { vaultId }),
  };
}

/** RB8001: a plan says itself which hosts, tasks and users it is for. */
function refuseOtherFlags(flags: ApplyFlags): void {
  const given = [
    ["-l", flags.limit],
    ["-t", flags.tags],
    ["--skip-tags", flags.skipTags],
    ["--start-at-task", flags.startAtTask],
    ["-u", flags.user],
    ["-b", flags.become],
    ["--become-user", flags.becomeUser],
    ["--become-method", flags.becomeMethod],
    ["-C", flags.check],
    ["--list-hosts", flags.listHosts],
    ["--list-tasks", flags.listTasks],
    ["--list-tags", flags.listTags],
    ["--syntax-check", flags.syntaxCheck],
  ] as const;
  const first = given.find(([, value]) => value !== undefined)?.[0];
  if (first === undefined) return;
  throw problem("RB8001", `${first} does not go with a plan file, which says itself what is done where`, {
    hint: "Make another plan. With a plan file go -i, -e, -k, -K, -y, --require-approval and --verify.",
  });
}
