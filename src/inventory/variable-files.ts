import type { Definition } from "./model.ts";

/** What the files of one folder's `group_vars/` and `host_vars/` say, by group and by host. */
export interface VariableFiles {
  readonly groups: ReadonlyMap<string, readonly Definition[]>;
  readonly hosts: ReadonlyMap<string, readonly Definition[]>;
}

/** All of them: beside the inventories, in the order in which those are named, and beside the runbook. */
export interface AllVariableFiles {
  readonly inventories: readonly VariableFiles[];
  readonly runbook: VariableFiles | undefined;
}

/** No such files. */
export const noVariableFiles: AllVariableFiles = { inventories: [], runbook: undefined };
