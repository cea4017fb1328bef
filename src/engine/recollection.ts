import type { RunCommand } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import { commandText } from "../changes/run-command.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList, isMap, type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Block, Meta, Task } from "../runbook/model.ts";
import { type EndedTask, isTold, type PastChange, type PastJob, type PastOfHost } from "./past.ts";
import { linesAgain } from "./result-to-tell.ts";

/** What a host that is gone on with remembers of what was done before; each command is remembered once. */
export class Recollection {
  readonly #past: PastOfHost;
  #changes: readonly PastChange[];
  /** Rounds of which nothing is remembered: what they were for is not what they are for now. */
  readonly #strange = new Set<string>();

  constructor(past: PastOfHost) {
    this.#past = past;
    this.#changes = past.changes;
  }

  /**
   * A task that ended and is not done again. What only looks, looks again: it is not remembered, unless it failed and the host
   * has begun to do what rescues it.
   */
  ended({ id, module }: Task): EndedTask | undefined {
    const known = this.#ended(id);
    return known?.rescued || !(module.readOnly || module.offHost) ? known : undefined;
  }

  /** Whether a `meta` did what it says; `undefined` where that was not told. */
  answered({ id }: Meta): boolean | undefined {
    const known = this.#ended(id);
    return known === undefined || known.rescued ? undefined : known.status !== "skipped";
  }

  /** Whether something of a block was done: its condition held then. */
  hasEntered({ id }: Block): boolean {
    if (this.#isStrange(`${id}.`)) return false;
    const isInside = (step: string) => step.startsWith(`${id}.`);
    return (
      [...this.#past.ended].some(([step, { status }]) => isInside(step) && status !== "skipped") ||
      this.#changes.some(({ change, outcome }) => isInside(change.task) && outcome !== "failed")
    );
  }

  /** What is remembered of a step. */
  #ended(id: string): EndedTask | undefined {
    return this.#isStrange(id) ? undefined : this.#past.ended.get(id);
  }

  #isStrange(id: string): boolean {
    return [...this.#strange].some((round) => id.startsWith(`${round}.`));
  }

  /** Whether a round of a repeated block was for the item with this digest, if it was begun at all; else nothing of it is remembered. */
  wasFor(round: string, digest: string): boolean {
    const before = this.#past.rounds.get(round);
    if (before === undefined || before === digest) return true;
    this.#strange.add(round);
    return false;
  }

  /** Whether the task was begun before, whatever became of it. */
  knows({ id }: Task): boolean {
    return (
      this.#past.ended.has(id) || this.#past.elsewhere.has(id) || this.#changes.some(({ change }) => change.task === id)
    );
  }

  /** Changes of which nobody was told how they ended. */
  get open(): readonly PastChange[] {
    return this.#changes.filter(({ outcome }) => outcome === undefined || outcome === "unknown");
  }

  /** Numbers of commands of which all is known that their host keeps, by the task that sent them. */
  get told(): ReadonlyMap<string, readonly number[]> {
    const numbers = new Map<string, number[]>();
    const late = this.#changes.filter(({ change, outcome, exitStatus }) =>
      isTold({ job: change.job, outcome, exitStatus }),
    );
    for (const { task, number } of [...this.#past.told, ...late.map(({ change }) => change)]) {
      numbers.set(task, [...(numbers.get(task) ?? []), number]);
    }
    return numbers;
  }

  /** Jobs that were started, and may go on. */
  get jobs(): readonly PastJob[] {
    return this.#past.jobs;
  }

  /** It was found out how a change ended. */
  settle(number: number, end: Pick<PastChange, "outcome" | "exitStatus" | "output">): void {
    this.#changes = this.#changes.map((one) => (one.change.number === number ? { ...one, ...end } : one));
  }

  /** Whether something of the task was done already. A change of a file that nobody was told of counts: it was needed. */
  hasBegun(task: string): boolean {
    return (
      this.#past.changes.length > 0 &&
      this.#changes.some(
        ({ change, outcome }) =>
          change.task === task && (outcome === "made" || (change.kind !== "run-command" && outcome !== "failed")),
      )
    );
  }

  /** The next command of a task, or of one item of its loop, that was sent before and may have run. */
  command(task: string, item: number | undefined): PastChange | undefined {
    const found = this.#changes.find(
      ({ change, outcome }) =>
        change.kind === "run-command" && change.task === task && change.item === item && outcome !== "failed",
    );
    this.#changes = this.#changes.map((one) => (one === found ? { ...one, outcome: "failed" as const } : one));
    return found;
  }
}

/** What the command added to its task's result when it ran; RB7007 when the task's command is another one today. */
export function recalled(command: RunCommand, { change, exitStatus, output }: PastChange, task: Task): ValueMap {
  const today = task.noLog ? "(hidden by no_log)" : commandText(command);
  if (change.command !== today) {
    throw problem("RB7007", `"${change.command}" ran in an earlier part of the run, and now it would be "${today}"`, {
      at: task.moduleSpan,
      hint: "Its values changed meanwhile. Give the same ones, or begin a new run.",
    });
  }
  if ((command.background !== undefined) !== (change.job !== undefined)) {
    const [then, now] =
      change.job === undefined ? ["was waited for", "only started"] : ["was only started", "waited for"];
    throw problem("RB7007", `"${today}" ${then} in an earlier part of the run, and now it would be ${now}`, {
      at: task.moduleSpan,
      hint: 'The value of "async" changed meanwhile. Give the same one, or begin a new run.',
    });
  }
  if (change.job !== undefined) {
    return handled(command).outcome({ status: 0, stdout: Buffer.from(change.job), stderr: "", took: 0 });
  }
  const result = handled(command).outcome({
    status: 0,
    stdout: Buffer.from(`${exitStatus ?? 0}\n${output?.stdout ?? ""}`),
    stderr: output?.stderr ?? "",
    took: output?.took ?? 0,
  });
  if (output) return asMap(restored(result));
  const hidden = new Unknown("the part of the run before kept no output of it");
  const texts = ["stdout", "stdout_lines", "stderr", "stderr_lines"].map((name) => [name, hidden] as const);
  return valueMap([...Object.entries(result), ...texts]);
}

/** What a task registered, as far as it was kept. */
export function registeredBefore(task: Task, { registered }: EndedTask): Value {
  if (!registered) return new Unknown(`what "${task.name}" registered was not kept`);
  return restored(linesAgain(registered));
}

/** A value as it was before it was told. */
export function valueBefore(told: Value): Value {
  return restored(isMap(told) ? linesAgain(told) : told);
}

/** A secret was in it, which no journal keeps: unknown. */
function restored(value: Value): Value {
  if (typeof value === "string") {
    return /\(secret [^()]+\)/.test(value) ? new Unknown("a secret was in it, which is not kept") : value;
  }
  if (isList(value)) return value.map(restored);
  if (!isMap(value)) return value;
  return valueMap(Object.entries(value).map(([name, inner]) => [name, restored(inner)]));
}

function asMap(value: Value): ValueMap {
  return isMap(value) ? value : valueMap([]);
}
