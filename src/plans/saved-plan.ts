import type { PlanFacts } from "./plan-facts.ts";

/** The form of plan files. Another number cannot be read. */
export const planFormat = 1;

/** What a plan was made from, as keyed digests: of other things it would be another plan. */
export interface PlanSubject {
  readonly runbook: string;
  /** Files that decisions were made with, by their path from the runbook's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the sources of the inventory, in order. */
  readonly inventory: readonly string[];
  /** Of the hosts that the limit allows; absent without one. */
  readonly limit?: string;
  /** Of extra variables and inputs, secrets among them, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Inputs that had no value. */
  readonly missing: readonly string[];
}

/** The flags that a plan was made with and is applied with. */
export interface PlanFlags {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly tags?: string;
  readonly skipTags?: string;
  readonly startAtTask?: string;
  readonly user?: string;
  readonly privateKey?: string;
  readonly sshCommonArgs?: string;
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: string;
}

/** A plan as it is kept in a file, but for its seal. */
export interface SavedPlan {
  readonly runbookPlan: number;
  /** The version of the program that made it. */
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly expires: string;
  /** The same for the same plan, whenever it is made. */
  readonly fingerprint: string;
  /** The runbook as given on the command line. */
  readonly runbook: string;
  readonly flags: PlanFlags;
  readonly subject: PlanSubject;
  readonly facts: PlanFacts;
  /** What files held that it changes, encrypted, by keyed digest. */
  readonly contents: Readonly<Record<string, string>>;
}
