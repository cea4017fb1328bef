import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Play, Runbook, Step } from "../runbook/model.ts";
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
  let started = selection.startAtTask === undefined;
  const plays = runbook.plays.map((play) => ({
    play,
    steps: play.tasks.filter((step) => {
      started ||= step.name === selection.startAtTask;
      return started && isSelected(step.tags, selection);
    }),
  }));
  if (!started) throw unknownTask(runbook, selection.startAtTask ?? "");
  return plays;
}

/** Every tag in use, sorted. */
export function tagsOf(runbook: Runbook): readonly string[] {
  return [...new Set(runbook.plays.flatMap(({ tasks }) => tasks.flatMap(({ tags }) => tags)))].toSorted();
}

function isSelected(tags: readonly string[], { tags: wanted, skipTags }: Selection): boolean {
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
  const names = runbook.plays.flatMap(({ tasks }) => tasks.map((step) => step.name));
  return problem("RB2105", `no task is named "${name}"`, {
    hint: didYouMean(name, names) ?? "runbook plan FILE --list-tasks lists them.",
  });
}
