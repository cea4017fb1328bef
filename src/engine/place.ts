import type { Unknown } from "../expression/unknown.ts";
import type { Block, Leaf, Step } from "../runbook/model.ts";

/** A place in a play's tree of steps: in front of one of a list, or behind the last. A value: a host can be put back to it. */
export interface Place {
  readonly steps: readonly Step[];
  readonly index: number;
  /** The block that the list is a part of. */
  readonly within: Within | undefined;
}

/** Inside of a block. */
export interface Within {
  readonly block: Block;
  readonly part: "steps" | "rescue" | "always";
  /** Where the host goes on when the block is over. */
  readonly behind: Place;
  /** A step of the block has failed on the host. */
  readonly hasFailed: boolean;
  /** The host is to leave the block when what is done `always` is done: it failed and nothing has rescued it, or all are to stop. */
  readonly leaving: "failed" | "stopped" | undefined;
  /** Whether the conditions of this block and of those around it hold; asked once for each time that a host comes here. */
  readonly holds: () => boolean | Unknown;
  /** Which time through the block it is, from 0 on, and the times that follow. */
  readonly round: number;
  readonly rounds: Rounds;
}

/** One time through a block: its steps, and whether they are for the host. */
export interface Round {
  readonly block: Block;
  readonly holds: Within["holds"];
}

/** How often a host goes through a block: each time is made when it begins. */
export type Rounds = readonly (() => Round)[];

/** What is at a place: a step, the end of the play, or the end of the play for a host that has failed. */
export type Arrival =
  | { readonly kind: "at"; readonly step: Leaf; readonly place: Place }
  | { readonly kind: "end" }
  | { readonly kind: "out" };

/** What a host does at a block that it comes to; `outer` is the condition around it. */
export type Entering = (block: Block, outer: Within["holds"]) => Rounds;

/** In front of the first step. */
export function placeAt(steps: readonly Step[]): Place {
  return { steps, index: 0, within: undefined };
}

/** Behind the step at the place. */
export function behind(place: Place): Place {
  return { ...place, index: place.index + 1 };
}

/** Goes into blocks and out of them until there is a step to do. */
export function arrive(from: Place, enter: Entering): Arrival {
  let place: Place | undefined = from;
  while (place) {
    const step: Step | undefined = place.steps[place.index];
    if (!step && !place.within) return { kind: "end" };
    if (!step) place = place.within && outOf(place.within);
    else if (step.kind === "block") place = into(step, place, enter);
    else return { kind: "at", step, place };
  }
  return { kind: "out" };
}

/** Where a host goes on that has failed here: the nearest `rescue`, or an `always` on the way; `undefined`: nowhere. */
export function afterFailure(place: Place): Place | undefined {
  const { within } = place;
  if (!within) return undefined;
  if (within.part === "steps" && within.block.rescue.length > 0) return part("rescue", { ...within, hasFailed: true });
  return always({ ...within, hasFailed: true, leaving: "failed" }) ?? afterFailure(within.behind);
}

/** The same for a host that is to stop: nothing rescues it any more. */
export function afterLastFailure({ within }: Place): Place | undefined {
  return within && (always({ ...within, leaving: "stopped" }) ?? afterLastFailure(within.behind));
}

/** Where a host goes on that is to stop here: what is done `always`; `undefined`: nowhere. */
export function afterStop(place: Place): Place | undefined {
  const { within } = place;
  if (!within) return undefined;
  const stopped: Within = { ...within, leaving: "stopped" };
  return within.part === "always" ? { ...place, within: stopped } : (always(stopped) ?? afterStop(within.behind));
}

/** The block around the place whose changes are under one dead-man switch. */
export function switchBlockOf({ within }: Place): Block | undefined {
  if (!within) return undefined;
  return within.block.confirmWithin === undefined ? switchBlockOf(within.behind) : within.block;
}

/** Inside of the nearest include around the place. */
export function includeAround({ within }: Place): Within | undefined {
  return within && !within.block.isIncluded ? includeAround(within.behind) : within;
}

/** The end of that block, for a host on which its switch has undone it: nothing in it rescues, or is done `always`. */
export function endOfSwitch(place: Place): Place {
  const { within } = place;
  if (!within) return place;
  if (within.block.confirmWithin === undefined) return endOfSwitch(within.behind);
  return { ...part("always", { ...within, hasFailed: true, leaving: "failed" }), index: 1 };
}

/** Whether some `rescue` is going to take care of a failure here. */
export function isRescued({ within }: Place): boolean {
  if (!within) return false;
  return (within.part === "steps" && within.block.rescue.length > 0) || isRescued(within.behind);
}

/** Whether the place is in a block in which something has failed already. */
export function isAfterFailure({ within }: Place): boolean {
  return within !== undefined && (within.hasFailed || isAfterFailure(within.behind));
}

/** Whether the host is on its way out of the play: nothing rescues it any more. */
export function isLeavingPlay({ within }: Place): boolean {
  if (!within) return false;
  const isLast = within.leaving === "stopped" || (within.leaving === "failed" && !isRescued(within.behind));
  return isLast || isLeavingPlay(within.behind);
}

/** The steps from here on, if nothing fails; a block that is repeated, or chosen from, stands for its steps. */
export function* comingSteps(place: Place): Iterable<Step> {
  yield* leavesIn(place.steps.slice(place.index));
  const { within } = place;
  if (!within) return;
  if (within.part !== "always") yield* leavesIn(within.block.always);
  yield* comingSteps(within.behind);
}

/** The step at a place, if it is no block. */
export function leafAt({ steps, index }: Place): Leaf | undefined {
  const step = steps[index];
  return step?.kind === "block" ? undefined : step;
}

/** Sorts places in the order of the play, rounds of a block one after the other. */
export function inOrder(one: Place, other: Place): number {
  const [first, second] = [orderOf(one), orderOf(other)];
  const at = first.findIndex((number, index) => number !== second[index]);
  return at === -1 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
}

function orderOf({ index, within }: Place): readonly number[] {
  if (!within) return [index];
  const block = { ...within.behind, index: within.behind.index - 1 };
  return [...orderOf(block), within.round, parts.indexOf(within.part), index];
}

const parts: readonly Within["part"][] = ["steps", "rescue", "always"];

function* leavesIn(steps: readonly Step[]): Iterable<Step> {
  for (const step of steps) {
    if (step.kind === "block" && !step.loop && !step.choice) yield* leavesIn([...step.steps, ...step.always]);
    else yield step;
  }
}

function into(block: Block, place: Place, enter: Entering): Place {
  const rounds = enter(block, place.within?.holds ?? certainly);
  return begin(rounds, 0, behind(place)) ?? behind(place);
}

function begin([first, ...rounds]: Rounds, round: number, place: Place): Place | undefined {
  if (!first) return undefined;
  const none = { hasFailed: false, leaving: undefined };
  return part("steps", { ...first(), ...none, part: "steps", behind: place, round, rounds });
}

function certainly(): true {
  return true;
}

/** The list is at its end. */
function outOf(within: Within): Place | undefined {
  const last = always(within);
  if (last) return last;
  if (within.leaving === undefined) return begin(within.rounds, within.round + 1, within.behind) ?? within.behind;
  return within.leaving === "failed" ? afterFailure(within.behind) : afterStop(within.behind);
}

function always(within: Within): Place | undefined {
  return within.part === "always" || within.block.always.length === 0 ? undefined : part("always", within);
}

function part(name: Within["part"], within: Within): Place {
  const { steps, rescue, always: last } = within.block;
  return { steps: { steps, rescue, always: last }[name], index: 0, within: { ...within, part: name } };
}
