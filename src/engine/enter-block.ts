import { Unknown } from "../expression/unknown.ts";
import type { Value } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { loopItems } from "../runbook/loop-items.ts";
import type { Block, Loop } from "../runbook/model.ts";
import { blockCondition } from "./block-condition.ts";
import { chosenRound } from "./chosen-round.ts";
import type { HostState } from "./host-state.ts";
import type { Rounds, Within } from "./place.ts";
import { writtenOut } from "./write-out.ts";

type Holds = Within["holds"];

/**
 * What a host does at a block that it comes to: its steps once, or once for each item of its loop, or nothing where another block has done
 * the same. What was begun in an earlier part of the run is gone on with, whatever its condition says now.
 */
export function enterBlock(block: Block, outer: Holds, host: HostState): Rounds {
  const { once, shares, id, loop } = block;
  if (loop) return roundsOf({ ...block, loop }, outer, host);
  const holds = host.past?.hasEntered(block) ? outer : blockCondition(block, outer, host.variables);
  if (once !== undefined && (host.doneOnce.get(once) ?? id) !== id) return [];
  if ((once !== undefined || shares) && isFor(holds)) host.pending.mark(() => host.keep());
  if (once !== undefined && isFor(holds)) host.doneOnce.set(once, id);
  if (shares && isFor(holds)) host.variables.share(shares);
  return [() => (block.choice ? chosenRound({ ...block, choice: block.choice }, holds, host) : { block, holds })];
}

/** Items are told when the host comes to the block. What keeps them from being told is told by the first task. */
function roundsOf(block: Block & { readonly loop: Loop }, outer: Holds, host: HostState): Rounds {
  const { loop } = block;
  const round = (index: number, item: Value, around: Holds, isHushed: boolean) => () => {
    const one = writtenOut(block, { loop, item, index, isHushed });
    if (host.plan === undefined && !isAsBefore(one, item, host))
      return { block: one, holds: () => raise(other(one, index)) };
    return enterBlock(one, around, host)[0]?.() ?? { block: one, holds: around };
  };
  try {
    if (outer() === false) return [];
    const { value: items, isHushed } = host.variables.hearing(() =>
      loopItems(loop, host.variables.scope({ task: block })),
    );
    if (!(items instanceof Unknown)) return items.map((item, index) => round(index, item, outer, isHushed));
    return [round(0, items, () => (outer() === true ? items : outer()), isHushed)];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return [
      () => ({ block: writtenOut(block, { loop, item: null, index: 0, isHushed: false }), holds: () => raise(error) }),
    ];
  }
}

/** In a run that goes on, a round must be for the item that it was for before. */
function isAsBefore({ id }: Block, item: Value, { record, past }: HostState): boolean {
  const digest = record.digestOf(item);
  if (past?.wasFor(id, digest) === false) return false;
  record.round(id, digest);
  return true;
}

function other({ name, span }: Block, index: number): ProblemError {
  const message = `item ${index + 1} of the loop of "${name}" is another one than in an earlier part of the run`;
  return problem("RB7007", message, {
    at: span,
    hint: "Its values changed meanwhile. Give the same ones, or begin a new run.",
  });
}

function raise(error: ProblemError): never {
  throw error;
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
