import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlanToFollow } from "../engine/plan-to-follow.ts";
import type { PlanFacts } from "../plans/plan-facts.ts";
import { readPlanFile, writePlanFile } from "../plans/plan-file.ts";
import { changed, planText, readPlanText } from "../plans/plan-text.ts";
import { planToFollow } from "../plans/planned-host.ts";
import { planFormat, type SavedPlan } from "../plans/saved-plan.ts";
import { version } from "./version.ts";

/** Keeps the plan that a run makes true beside its journal, for who goes on with the run. RB7107. */
export function keepRunPlan(folder: string, facts: PlanFacts, key: Uint8Array): void {
  const about = { runbookPlan: planFormat, engine: version(), made: "", expires: "", fingerprint: "", runbook: "" };
  const subject = { runbook: "", files: {}, inventory: [], values: {}, missing: [] };
  const plan: SavedPlan = { ...about, flags: {}, subject, facts, contents: {} };
  const path = join(folder, "plan");
  writePlanFile(path, planText(plan, key), { name: path, draft: `${path}.new` });
}

/** The plan that a run makes true; `undefined` where it decides by itself. RB7101, RB7102. */
export function runPlan(
  folder: string,
  {
    key,
    userId,
    redact,
  }: { readonly key: Uint8Array; readonly userId: number; readonly redact: (text: string) => string },
): PlanToFollow | undefined {
  const path = join(folder, "plan");
  if (!existsSync(path)) return undefined;
  const { plan, isOurs } = readPlanText(readPlanFile(path, path, userId), path, key);
  if (!isOurs) throw changed(path);
  return planToFollow(plan.facts, { contents: () => undefined, redact });
}
