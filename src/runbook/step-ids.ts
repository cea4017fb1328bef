/** Prefixes of the ids of steps in the parts of a block. A step's id begins with the id of the block that it is in. */
export function partPrefixes(block: string): { readonly rescue: string; readonly always: string } {
  return { rescue: `${block}.rescue`, always: `${block}.always` };
}

/** The prefix of the ids of roles that a role depends on. */
export function dependencyPrefix(role: string): string {
  return `${role}.deps`;
}

/** The prefix of the ids of steps that a host may choose. */
export function choicePrefix(block: string, option: number): string {
  return `${block}.file${option + 1}`;
}

/** The id of a step of a repeated block in one of its rounds, counted from 0 on. */
export function idInRound(step: string, block: string, round: number): string {
  return `${block}[${round}]${step.slice(block.length)}`;
}

/** The id that the step has in the file, whatever rounds it is in. */
export function writtenId(id: string): string {
  return id.replaceAll(/\[\d+\]/g, "");
}

/** The id of the step that undoes what was done in a step, in one of its rounds if it has any. It has no rounds itself. */
export function idOfUndo(step: string): string {
  return `undo.${step.replaceAll(/\[(\d+)\]/g, "@$1")}`;
}

/** Whether it is the id of a repeated block in one of its rounds. */
export function isRound(id: string): boolean {
  return id.endsWith("]");
}

/** The id of the block whose `always` a step is in, the innermost one. */
export function blockOfAlways(id: string): string | undefined {
  const end = id.lastIndexOf(".always.");
  return end === -1 ? undefined : id.slice(0, end);
}
