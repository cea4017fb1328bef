import { ProblemError } from "../problems/problem.ts";
import type { Block } from "../runbook/model.ts";
import { blockCondition } from "./block-condition.ts";
import type { HostState } from "./host-state.ts";
import type { Rounds, Within } from "./place.ts";

/** What a host does at a block that it comes to: its steps once, or nothing where another block has done the same. */
export function enterBlock(block: Block, outer: Within["holds"], host: HostState): Rounds {
  const { once, shares, id } = block;
  const holds = blockCondition(block, outer, host.variables);
  if (once !== undefined && (host.doneOnce.get(once) ?? id) !== id) return [];
  if (once !== undefined && isFor(holds)) host.doneOnce.set(once, id);
  if (shares && isFor(holds)) host.variables.share(shares);
  return [() => ({ block, holds })];
}

/** What cannot be asked is told by the first task of the block. */
function isFor(holds: Within["holds"]): boolean {
  try {
    return holds() === true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
