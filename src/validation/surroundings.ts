import type { Host, Inventory } from "../inventory/model.ts";
import type { Play, Step } from "../runbook/model.ts";
import type { Role } from "../runbook/roles/role.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { SourceFile } from "../source/span.ts";

/** What is around a runbook when it is looked at. */
export interface Surroundings {
  /** Left out where there is none: then the hosts' variables are not known. */
  readonly inventory: Inventory | undefined;
  /** The hosts of a play. Throws RB3002, RB3003, RB1101, RB2002 as a run would. */
  readonly hostsOf: (play: Play) => readonly Host[];
  /** Whether tags leave something to be done of it. */
  readonly isSelected: (step: Step) => boolean;
  /** Values from the command line. */
  readonly extra: ReadonlyMap<string, ValueSource>;
  /** Names that the program itself gives to every host. */
  readonly given: ReadonlySet<string>;
  /** A file beside the runbook, in a role, or in this folder of both; RB2107 when it is not there. */
  readonly readBeside: (name: string, kind: "files" | "templates", role: Role | undefined) => SourceFile;
}
