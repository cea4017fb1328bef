import { basename, dirname, join, resolve } from "node:path";
import { statePath } from "../journal/state-folder.ts";
import { stateKey } from "../journal/state-key.ts";
import { writePlanFile } from "../plans/plan-file.ts";
import { subjectOf } from "../plans/plan-subject.ts";
import { fingerprintOf, planText } from "../plans/plan-text.ts";
import { type PlanFlags, planFormat, type SavedPlan } from "../plans/saved-plan.ts";
import { sealContent } from "../plans/sealed-content.ts";
import { mapStrings } from "../schema/map-strings.ts";
import type { RunFlags } from "./flags.ts";
import type { PlanInHand } from "./plan-in-hand.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

/** Where a plan goes, and for how long it may be applied (milliseconds). */
export interface Saving {
  readonly out: string;
  readonly expires: number;
  readonly flags: RunFlags;
}

/** Writes a plan to its file. `undefined` when it was broken off: nothing is written. RB7107. */
export function savePlan(
  world: World,
  { hand, prepared }: { readonly hand: PlanInHand; readonly prepared: PreparedRun },
  { out, expires, flags }: Saving,
): SavedPlan | undefined {
  const { facts } = hand.fold;
  if (!facts) return undefined;
  const state = statePath(world.environment, world.home);
  const key = stateKey({ state, userId: world.userId, random: world.random });
  const made = world.clock.now();
  const sorted = [...hand.contents].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const core = {
    runbook: prepared.file,
    flags: mapStrings(planFlags(flags), prepared.redact),
    subject: subjectOf(prepared.sources(), hand.files, key),
    facts,
    contents: Object.fromEntries(sorted.map(([digest, content]) => [digest, sealContent(key, digest, content)])),
  };
  const about = { runbookPlan: planFormat, engine: version() };
  const plan: SavedPlan = {
    ...about,
    made: made.toISOString(),
    expires: new Date(made.getTime() + expires).toISOString(),
    fingerprint: fingerprintOf({ ...about, ...core }, key),
    ...core,
  };
  const path = resolve(world.directory, out);
  const draft = join(dirname(path), `.${basename(path)}.${Buffer.from(world.random(6)).toString("hex")}`);
  writePlanFile(path, planText(plan, key), { name: out, draft });
  return plan;
}

/** What says which hosts, tasks, values and logins a plan is for. */
function planFlags(flags: RunFlags): PlanFlags {
  const { inventory, limit, extraVars, tags, skipTags, startAtTask } = flags;
  const { user, privateKey, sshCommonArgs, become, becomeUser, becomeMethod } = flags;
  return {
    ...(inventory !== undefined && { inventory }),
    ...(limit !== undefined && { limit }),
    ...(extraVars !== undefined && { extraVars }),
    ...(tags !== undefined && { tags }),
    ...(skipTags !== undefined && { skipTags }),
    ...(startAtTask !== undefined && { startAtTask }),
    ...(user !== undefined && { user }),
    ...(privateKey !== undefined && { privateKey }),
    ...(sshCommonArgs !== undefined && { sshCommonArgs }),
    ...(become !== undefined && { become }),
    ...(becomeUser !== undefined && { becomeUser }),
    ...(becomeMethod !== undefined && { becomeMethod }),
  };
}
