import { Unknown } from "../expression/unknown.ts";
import { ProblemError } from "../problems/problem.ts";
import { loopItems } from "../runbook/loop-items.ts";
import type { Block, Loop } from "../runbook/model.ts";
import { blockCondition } from "./block-condition.ts";
import type { HostState } from "./host-state.ts";
import type { Rounds, Within } from "./place.ts";
import { writtenOut } from "./write-out.ts";

type Holds = Within["holds"];

/**
 * What a host does at a block that it comes to: its steps once, or once for each item of its loop, or nothing where another block has done
 * the same.
 */
export function enterBlock(block: Block, outer: Holds, host: HostState): Rounds {
  const { once, shares, id, loop } = block;
  if (loop) return roundsOf({ ...block, loop }, outer, host);
  const holds = blockCondition(block, outer, host.variables);
  if (once !== undefined && (host.doneOnce.get(once) ?? id) !== id) return [];
  if (once !== undefined && isFor(holds)) host.doneOnce.set(once, id);
  if (shares && isFor(holds)) host.variables.share(shares);
  return [() => ({ block, holds })];
}

/** Items are told when the host comes to the block. What keeps them from being told is told by the first task. */
function roundsOf(block: Block & { readonly loop: Loop }, outer: Holds, host: HostState): Rounds {
  const { loop } = block;
  const round = (index: number, item: Parameters<typeof writtenOut>[1]["item"], around: Holds) => () => {
    const one = writtenOut(block, { loop, item, index });
    return enterBlock(one, around, host)[0]?.() ?? { block: one, holds: around };
  };
  try {
    if (outer() === false) return [];
    const items = loopItems(loop, host.variables.scope({ task: block }));
    if (!(items instanceof Unknown)) return items.map((item, index) => round(index, item, outer));
    return [round(0, items, () => (outer() === true ? items : outer()))];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const fails = () => {
      throw error;
    };
    return [() => ({ block: writtenOut(block, { loop, item: null, index: 0 }), holds: fails })];
  }
}

/** What cannot be asked is told by the first task of the block. */
function isFor(holds: Holds): boolean {
  try {
    return holds() === true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
