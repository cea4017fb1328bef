import { sha256 } from "../changes/virtual-files.ts";
import type { Past } from "../engine/past.ts";
import type { PlanToFollow } from "../engine/plan-to-follow.ts";
import { walk } from "../engine/walk.ts";
import type { Listener } from "../events/bus.ts";
import { createBus } from "../events/bus.ts";
import type { Stats } from "../events/event.ts";
import { beginJournal } from "../journal/begin-journal.ts";
import { continueJournal } from "../journal/continue-journal.ts";
import { formats } from "../journal/format.ts";
import type { Header } from "../journal/header.ts";
import { runId } from "../journal/run-id.ts";
import { statePath } from "../journal/state-folder.ts";
import { stateKey } from "../journal/state-key.ts";
import type { Runbook } from "../runbook/model.ts";
import { flagWords } from "./flag-words.ts";
import type { RunFlags } from "./flags.ts";
import { nextCommands } from "./next-commands.ts";
import type { PlanInHand } from "./plan-in-hand.ts";
import { newTag, type PreparedRun } from "./prepare-run.ts";
import { reportersFor } from "./reporters.ts";
import { runsToKeep, tidyRuns } from "./retention.ts";
import { stopper } from "./stopper.ts";
import { version } from "./version.ts";
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
  /** Goes on with a run instead of beginning one. */
  readonly goesOn?: { readonly run: string; readonly tag: string; readonly past: Past };
}

/** How it ended; `pending`: some host has, or had, changes. */
export interface OnceResult {
  readonly exitCode: number;
  readonly stats: Readonly<Record<string, Stats>>;
  readonly pending: boolean;
}

/** Walks a prepared run once: screens, journal, Ctrl-C, summary. What is said at the end is on disk before. */
export async function runOnce(world: World, prepared: PreparedRun, once: Once): Promise<OnceResult> {
  const run = once.goesOn?.run ?? runId(world.clock.now(), world.random);
  const tag = once.goesOn?.tag ?? newTag(world, run);
  const state = statePath(world.environment, world.home);
  const keep = runsToKeep(world.environment);
  const key = stateKey({ state, userId: world.userId, random: world.random });
  const place = { state, userId: world.userId, header: headerOf(world, { run, tag, prepared, once }) };
  const journal = once.goesOn ? (await continueJournal(place)).journal : await beginJournal(place);
  const reporters = once.quiet
    ? undefined
    : await reportersFor(world, { format: once.flags.format, diffs: once.diffs, verbose: once.flags.verbose });
  const { hand } = once;
  const listeners: readonly Listener[] = [
    journal.listener,
    ...(hand ? [hand.listener] : []),
    ...(reporters?.listeners ?? []),
  ];
  const bus = createBus({ run, now: () => world.clock.now(), redact: prepared.redact, listeners });
  const hold = reporters?.hold ?? ((ask) => ask());
  const stop = stopper(world, () => {
    reporters?.stop();
    journal.finishNow();
  });
  try {
    const { stats, exitCode } = await walk(
      prepared.context({
        run,
        mode: once.mode,
        bus,
        hold,
        stopping: stop.stopping,
        keeper: hand,
        plan: once.plan,
        tag,
        ...(once.goesOn && { past: once.goesOn.past }),
        journal: { durable: () => journal.durable(), key },
      }),
    );
    await journal.durable();
    const pending = Object.values(stats).some(({ changed }) => changed > 0);
    reporters?.conclude(once.asksNext ? [] : nextCommands({ ...once, run, pending, exitCode, prepared }));
    return { stats, exitCode, pending };
  } finally {
    stop.end();
    reporters?.stop();
    await journal.close();
    tidyRuns(world, state, keep);
  }
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

/** Tells whether a runbook's text is still the same. */
export function digestOf({ file }: Runbook): string {
  return `sha256:${sha256(Buffer.from(file.text))}`;
}
