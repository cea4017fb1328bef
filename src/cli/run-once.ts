import { sha256 } from "../changes/virtual-files.ts";
import type { Past } from "../engine/past.ts";
import type { PlanToFollow } from "../engine/plan-to-follow.ts";
import { walk } from "../engine/walk.ts";
import type { Listener } from "../events/bus.ts";
import { createBus } from "../events/bus.ts";
import type { Stats } from "../events/event.ts";
import { beginJournal } from "../journal/begin-journal.ts";
import { ChangesUnderWay } from "../journal/changes-under-way.ts";
import { continueJournal } from "../journal/continue-journal.ts";
import { formats } from "../journal/format.ts";
import type { Header } from "../journal/header.ts";
import { runId } from "../journal/run-id.ts";
import { statePath } from "../journal/state-folder.ts";
import { stateKey } from "../journal/state-key.ts";
import { tellWhenDurable } from "../journal/tell-when-durable.ts";
import type { PlanFacts } from "../plans/plan-facts.ts";
import { leftText } from "../report/left-text.ts";
import { nextText } from "../report/next-text.ts";
import type { Runbook } from "../runbook/model.ts";
import { wholeText } from "../runbook/whole-text.ts";
import { flagWords } from "./flag-words.ts";
import type { RunFlags } from "./flags.ts";
import { nextCommands } from "./next-commands.ts";
import type { PlanInHand } from "./plan-in-hand.ts";
import { newTag, type PreparedRun } from "./prepare-run.ts";
import { reportersFor } from "./reporters.ts";
import { daysOfBackups, runsToKeep, tidyRuns } from "./retention.ts";
import { keepRunPlan } from "./run-plan.ts";
import { type Stopper, stopper } from "./stopper.ts";
import { version } from "./version.ts";
import { withNext } from "./with-next.ts";
import type { World } from "./world.ts";

/** One walk to make. `quiet`: recorded, but shown nowhere. */
export interface Once {
  readonly mode: "plan" | "apply";
  readonly diffs: boolean;
  readonly flags: RunFlags;
  readonly quiet?: boolean;
  /** A question follows, so no commands to go on with are shown. */
  readonly asksNext?: boolean;
  /** Keeps the plan that this makes, for an apply. */
  readonly hand?: PlanInHand | undefined;
  /** The file that it is going to be saved in. */
  readonly out?: string | undefined;
  /** The plan that this makes true. */
  readonly plan?: PlanToFollow | undefined;
  /** The same plan, to be kept beside the journal of the run that begins. */
  readonly planFacts?: PlanFacts | undefined;
  /** Goes on with a run instead of beginning one. */
  readonly goesOn?: { readonly run: string; readonly tag: string; readonly past: Past };
}

/** How it ended; `pending`: some host has, or had, changes. */
export interface OnceResult {
  readonly exitCode: number;
  readonly stats: Readonly<Record<string, Stats>>;
  readonly pending: boolean;
}

/** Walks a prepared run once: screens, journal, Ctrl-C, summary. Whatever is shown is on disk before. */
export async function runOnce(world: World, prepared: PreparedRun, once: Once): Promise<OnceResult> {
  const run = once.goesOn?.run ?? runId(world.clock.now(), world.random);
  const tag = once.goesOn?.tag ?? newTag(world, run);
  const state = statePath(world.environment, world.home);
  const keep = runsToKeep(world.environment);
  const backupDays = daysOfBackups(world.environment);
  const key = stateKey({ state, userId: world.userId, random: world.random });
  const place = { state, userId: world.userId, header: headerOf(world, { run, tag, prepared, once }) };
  const reporters = once.quiet
    ? undefined
    : await reportersFor(world, { format: once.flags.format, diffs: once.diffs, verbose: once.flags.verbose });
  const journal = once.goesOn ? (await continueJournal(place)).journal : await beginJournal(place);
  const { hand } = once;
  const underWay = new ChangesUnderWay();
  const durable = () => stop.unlessLeft(journal.durable());
  const shown = tellWhenDurable(durable, reporters?.listeners ?? []);
  const listeners: readonly Listener[] = [
    journal.listener,
    underWay.listener,
    ...(hand ? [hand.listener] : []),
    shown.listener,
  ].map((listener) => (event) => {
    if (!stop.left()) listener(event);
  });
  const bus = createBus({ run, now: () => world.clock.now(), redact: prepared.redact, listeners });
  const hold = reporters?.hold ?? ((ask) => ask());
  const next = (exitCode: number, pending: boolean) =>
    once.asksNext && exitCode !== 130 ? [] : nextCommands({ ...once, run, pending, exitCode, prepared });
  const stop = stopper(world, {
    tellsWhy: once.mode === "apply",
    say: (text) => void hold(async () => world.errors.write(text)),
    leave() {
      reporters?.stop();
      journal.finishNow();
      world.errors.write(`${leftText(underWay.open)}${nextText(next(130, underWay.hasBegun))}`);
    },
    leaveHosts: () => prepared.leaveHosts(),
  });
  let failure: unknown;
  try {
    if (once.planFacts) keepRunPlan(journal.folder, once.planFacts, key);
    const context = prepared.context({
      run,
      mode: once.mode,
      bus,
      hold: (ask) => shown.settled().then(() => hold(ask)),
      stopping: stop.stopping,
      keeper: hand,
      plan: once.plan,
      tag,
      locks: once.mode === "apply",
      ...(isFresh(once, prepared) && { backupDays }),
      ...(once.goesOn && { past: once.goesOn.past }),
      journal: { durable, key },
    });
    const { stats, exitCode } = await stop.unlessLeft(walk(context));
    await shown.settled();
    const pending = Object.values(stats).some(({ changed }) => changed > 0);
    reporters?.conclude(next(exitCode, pending));
    if (exitCode !== 0 && saysNext(once, stop)) world.errors.write(nextText(next(exitCode, pending)));
    return { stats, exitCode, pending };
  } catch (error) {
    await shown.settled().catch(() => {});
    failure = withNext(error, underWay.hasBegun ? next(1, true) : []);
    throw failure;
  } finally {
    stop.end();
    reporters?.stop();
    await journal.close().catch((error) => {
      throw failure ?? error;
    });
    tidyRuns(world, state, keep);
  }
}

/** What looks back to earlier runs may need what they kept, and leaves it alone. */
function isFresh({ mode, goesOn }: Once, { runbook }: PreparedRun): boolean {
  return mode === "apply" && !goesOn && runbook.undoes === undefined;
}

/** The commands to go on with stand in no summary that somebody reads. */
function saysNext({ mode, flags }: Once, stop: Stopper): boolean {
  return stop.unread() ? mode === "apply" : flags.format === "json";
}

interface Heading {
  readonly run: string;
  readonly tag: string;
  readonly prepared: PreparedRun;
  readonly once: Once;
}

function headerOf({ clock, directory }: World, { run, tag, prepared, once: { diffs, flags } }: Heading): Header {
  const { file, runbook, redact } = prepared;
  return {
    format: formats.current,
    engine: version(),
    run,
    time: clock.now().toISOString(),
    screen: { diffs, verbose: flags.verbose === true },
    call: { tag, directory, file, digest: digestOf(runbook), words: flagWords(flags).map(redact) },
  };
}

/** Tells whether a runbook's text is still the same, and that of the files it imports. */
export function digestOf(runbook: Runbook): string {
  return `sha256:${sha256(Buffer.from(wholeText(runbook)))}`;
}
