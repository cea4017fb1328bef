import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { isImplied } from "../runbook/is-implied.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Block, Leaf, Play, Runbook, Step } from "../runbook/model.ts";
import { namesOf } from "../runbook/roles/name-in-role.ts";
import type { RunSettings } from "./run-context.ts";

/** A play with the steps that tags and `--start-at-task` leave of it. */
export interface SelectedPlay {
  readonly play: Play;
  readonly steps: readonly Step[];
}

type Selection = Pick<RunSettings, "tags" | "skipTags" | "startAtTask">;

/** What will be walked. A tag or task name that matches nothing is RB2105. */
export function selectSteps(runbook: Runbook, selection: Selection): readonly SelectedPlay[] {
  checkTags(runbook, selection);
  const start = new Start(selection.startAtTask);
  const plays = runbook.plays.map((play) => ({ play, steps: inUse(selected(play.tasks, selection, start)) }));
  if (!start.isReached) throw unknownTask(runbook, selection.startAtTask ?? "");
  return plays;
}

/** What nobody wrote is for what somebody wrote. */
function inUse(steps: readonly Step[]): readonly Step[] {
  if (!steps.every(isImplied)) return steps;
  return steps.filter((step) => step.kind === "flush" || (step.kind === "task" && step.isForOthers));
}

/** Every tag in use, sorted. */
export function tagsOf(runbook: Runbook): readonly string[] {
  const steps = runbook.plays.flatMap(({ tasks }) => leavesOf(tasks));
  return [...new Set(steps.flatMap(({ tags }) => tags))].toSorted();
}

/** Whether the task to start at was reached, going through the steps in order. */
class Start {
  isReached: boolean;
  readonly #name: string | undefined;

  constructor(name: string | undefined) {
    this.#name = name;
    this.isReached = name === undefined;
  }

  reach(step: Leaf): boolean {
    this.isReached ||= namesOf(step).some((name) => name === this.#name);
    return this.isReached;
  }
}

/**
 * A block without a step is left out; what rescues stays with what it rescues. Nobody can start at what rescues; who starts in a block that
 * is repeated starts at its beginning.
 */
function selected(steps: readonly Step[], selection: Selection, start: Start): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    if (step.kind === "settle" || (step.kind === "task" && step.isImplied)) return [step];
    if (step.kind !== "block") return start.reach(step) && isSelected(step, selection) ? [step] : [];
    if (step.loop) for (const leaf of leavesOf([step])) start.reach(leaf);
    const own = selected(step.steps, selection, start);
    const rescue = own.length > 0 ? selected(step.rescue, selection, new Start(undefined)) : [];
    const always = selected(step.always, selection, start);
    const isNeeded =
      own.length + always.filter(({ kind }) => kind !== "settle").length > 0 || doesMore(step, selection);
    return isNeeded ? [{ ...step, steps: own, rescue, always }] : [];
  });
}

/** Whether a block without steps counts: it shares what is in its role, or fails where a host names no file of it. */
function doesMore({ shares, choice, chosen }: Block, selection: Selection): boolean {
  if (shares || chosen !== undefined) return shares !== undefined;
  return choice !== undefined && isSelected(choice.otherwise, selection);
}

function isSelected(step: Leaf, { tags: wanted, skipTags }: Selection): boolean {
  const { tags } = step;
  if (step.kind === "flush" && step.isImplied) return true;
  if (tags.some((tag) => skipTags.includes(tag))) return false;
  if (tags.includes("always")) return true;
  const asked = wanted.filter((tag) => tag !== "all");
  if (asked.length === 0) return !tags.includes("never");
  return (
    tags.some((tag) => asked.includes(tag)) ||
    (asked.includes("tagged") && tags.length > 0) ||
    (asked.includes("untagged") && tags.length === 0)
  );
}

function checkTags(runbook: Runbook, { tags, skipTags }: Selection): void {
  const known = ["all", "tagged", "untagged", "always", "never", ...tagsOf(runbook)];
  const wrong = [...tags, ...skipTags].find((tag) => !known.includes(tag));
  if (wrong === undefined) return;
  throw problem("RB2105", `no task has the tag "${wrong}"`, {
    hint: didYouMean(wrong, known) ?? `Tags of this runbook: ${tagsOf(runbook).join(", ") || "none"}.`,
  });
}

function unknownTask(runbook: Runbook, name: string) {
  const steps = runbook.plays.flatMap(({ tasks }) => leavesOf(tasks));
  const names = steps.filter((step) => !isImplied(step)).map((step) => step.name);
  const isRescue = names.includes(name);
  const hint = isRescue ? "It is in a rescue, which only follows a failure." : didYouMean(name, names);
  return problem("RB2105", isRescue ? `nothing can start at the task "${name}"` : `no task is named "${name}"`, {
    hint: hint ?? "runbook plan FILE --list-tasks lists them.",
  });
}
