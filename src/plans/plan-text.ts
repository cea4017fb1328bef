import { timingSafeEqual } from "node:crypto";
import { keyedDigest } from "../engine/keyed-digest.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { asSavedPlan } from "../schema/as-saved-plan.ts";
import { planFormat, type SavedPlan } from "./saved-plan.ts";

/** A plan out of a file. `isOurs`: its seal was made with this key, so it is as it was written. */
export interface ReadPlan {
  readonly plan: SavedPlan;
  readonly isOurs: boolean;
}

/** The beginning of every plan file. */
const beginning = '{\n "runbookPlan": ';

/** Whether a text is meant to be a plan. */
export function looksLikePlan(text: string): boolean {
  return text.startsWith(beginning);
}

/** The text of a plan file: JSON whose bytes follow from the plan and the key alone. */
export function planText(plan: SavedPlan, key: Uint8Array): string {
  return `${JSON.stringify({ ...plan, seal: sealOf(plan, key) }, undefined, 1)}\n`;
}

/** What makes two plans the same one, whenever they were made. */
export function fingerprintOf(plan: Omit<SavedPlan, "made" | "expires" | "fingerprint">, key: Uint8Array): string {
  const { engine, runbook, flags, subject, facts } = plan;
  const text = JSON.stringify([engine, runbook, flags, subject, facts]);
  return keyedDigest(key, `runbook plan fingerprint\0${text}`).replace(/^.*:/, "").slice(0, 20);
}

/** RB7101 for what is no whole plan of a format that can be read, RB7102 for one that is not as it was written. */
export function readPlanText(text: string, name: string, key: Uint8Array): ReadPlan {
  const { seal, ...rest } = parsed(text, name);
  const found = asSavedPlan(rest, planFormat);
  if (!found) throw otherFormat(rest, name);
  if (`${JSON.stringify({ ...rest, seal }, undefined, 1)}\n` !== text) throw changed(name);
  return { plan: found, isOurs: typeof seal === "string" && isSame(seal, sealOf(found, key)) };
}

function sealOf(plan: SavedPlan, key: Uint8Array): string {
  return keyedDigest(key, `runbook plan seal\0${JSON.stringify(plan)}`);
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parsed(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return { ...data };
  } catch (cause) {
    throw problem("RB7101", `${name} is not a whole plan`, {
      cause,
      hint: "It was cut off or damaged. Make it again.",
    });
  }
  throw problem("RB7101", `${name} is not a plan`);
}

function otherFormat({ runbookPlan, engine }: Readonly<Record<string, unknown>>, name: string): ProblemError {
  if (runbookPlan === planFormat) {
    return problem("RB7101", `${name} is not a whole plan`, { hint: "It was cut off or damaged. Make it again." });
  }
  return problem("RB7101", `${name} is a plan in format ${String(runbookPlan)}; this runbook reads ${planFormat}`, {
    hint: `It was made by runbook ${String(engine)}. Use that, or make a new plan.`,
  });
}

/** RB7102: somebody wrote to it, or it was made elsewhere. */
export function changed(name: string): ProblemError {
  return problem("RB7102", `${name} is not as this runbook wrote it`, {
    hint: "It was changed, or made with another state folder. Make a new plan; or bring that folder's key with the plan.",
  });
}
