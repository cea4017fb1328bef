import type { Collector } from "../problems/collector.ts";
import type { Located } from "../source/located.ts";
import type { IncludedFiles } from "./included-files.ts";
import type { Inherited } from "./inherited.ts";
import type { Input } from "./inputs/input.ts";
import type { Step } from "./model.ts";
import type { PlayRoles } from "./roles/play-roles.ts";

/** What reading steps needs besides their text. */
export interface StepsContext {
  /** What the play and the blocks around them say for them. */
  readonly inherited: Inherited;
  readonly inputs: readonly Input[];
  readonly collector: Collector;
  /** No host goes to the next task before all have ended the one before. */
  readonly isLockstep: boolean;
  /** A block around them has `confirm_within`. */
  readonly isUnderSwitch?: boolean | undefined;
  readonly files: IncludedFiles;
  /** What roles bring to their play. */
  readonly roles: PlayRoles;
  /** The folder of the file they stand in. */
  readonly folder: string;
  /** Files that led here by importing each other, as messages call them. */
  readonly importedBy: readonly string[];
  /** Reads a list of steps; ids begin with the prefix. */
  readonly readSteps: ReadSteps;
}

/** How a list of steps is read; what is wrong goes to the collector. */
export type ReadSteps = (items: readonly Located[], prefix: string, context: StepsContext) => Promise<readonly Step[]>;

/** The same for one of them. */
export interface StepContext extends StepsContext {
  readonly id: string;
}
