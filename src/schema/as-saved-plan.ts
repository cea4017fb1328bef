import type { SavedPlan } from "../plans/saved-plan.ts";

const members = {
  engine: "string",
  made: "string",
  expires: "string",
  fingerprint: "string",
  runbook: "string",
  flags: "object",
  subject: "object",
  facts: "object",
  contents: "object",
} as const satisfies Record<Exclude<keyof SavedPlan, "runbookPlan">, string>;

/** The data as a plan of this format, by its members; `undefined` when it is none. What is inside, its seal answers for. */
export function asSavedPlan(data: Readonly<Record<string, unknown>>, format: number): SavedPlan | undefined {
  const isWhole = Object.entries(members).every(([name, type]) => typeof data[name] === type && data[name] !== null);
  return data.runbookPlan === format && isWhole ? (data as unknown as SavedPlan) : undefined;
}
