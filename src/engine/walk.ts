import type { Fact } from "../events/bus.ts";
import type { Stats, TaskLabel } from "../events/event.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Play, Step } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { placeOf } from "../source/span.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { admitHost, confirmHost } from "./admit-host.ts";
import { each } from "./each.ts";
import { exitCodeOf } from "./exit-code.ts";
import { Fleet } from "./fleet.ts";
import type { HostState } from "./host-state.ts";
import { hostsOfPlay } from "./hosts-of-play.ts";
import type { RunContext } from "./run-context.ts";
import { runManual } from "./run-manual.ts";
import { runTask } from "./run-task.ts";
import { type SelectedPlay, selectSteps } from "./select-steps.ts";
import { settlePast } from "./settle-past.ts";
import { stretchesOf } from "./stretches.ts";

/** How a walk ended. */
export interface WalkResult {
  readonly stats: Readonly<Record<string, Stats>>;
  readonly exitCode: number;
}

/** The one executor: plays in order, hosts side by side; in a plan into the overlay, in an apply onto the hosts. */
export async function walk(context: RunContext): Promise<WalkResult> {
  const plays = selectSteps(context.runbook, context.settings);
  const fleet = new Fleet(context);
  const hostsOf = new Map(plays.map((selected) => [selected, hostsOfPlay(selected.play, context)]));
  const all = new Set([...hostsOf.values()].flat());
  if (all.size === 0 && context.settings.limit) throw nothingLeft(context);
  const began = context.clock.monotonic();
  const finish = (exitCode: number): WalkResult => {
    const took = Math.round(context.clock.monotonic() - began);
    const stats = fleet.stats([...all]);
    context.bus.emit({ type: "run.finished", stats, exitCode, took, ...fleet.counters() });
    return { stats, exitCode };
  };
  const walkOf: PlayWalk = { context, fleet, started: new Set(), isBroken: false };
  try {
    context.bus.emit(runStarted(context, hostsOf, [...all]));
    if (context.past) await settleAll([...all], walkOf);
    for (const [selected, names] of hostsOf) {
      await walkPlay(
        selected,
        names.map((name) => fleet.host(name)),
        walkOf,
      );
    }
    if (context.plan) await onEach(hostsIn(fleet, all), walkOf, (host) => confirmAlive(host, walkOf));
  } catch (error) {
    await fleet.close();
    unheard(() => finish(error instanceof ProblemError ? error.exitCode : 1));
    throw error;
  }
  await fleet.close();
  return finish(exitCodeOf(fleet.stats([...all]), context.stopping(), fleet.hasRefused));
}

function hostsIn(fleet: Fleet, names: Iterable<string>): readonly HostState[] {
  return [...names].map((name) => fleet.host(name));
}

async function admitAlive(host: HostState, { context }: PlayWalk): Promise<void> {
  if (!context.stopping()) await admitHost(host, context);
}

async function confirmAlive(host: HostState, walkOf: PlayWalk): Promise<void> {
  if (mayGoOn(host, walkOf)) await confirmHost(host, walkOf.context);
}

/** The name of the play's lock, for a host. RB5009 for what is no name. */
function enterLock(host: HostState, { lock }: Play): void {
  if (!host.lock) return;
  const name = lock ? evaluateSource(lock, host.variables.scope()) : "";
  if (typeof name !== "string" || !/^[A-Za-z0-9_.-]{0,100}$/.test(name) || /^\.+$/.test(name)) {
    throw problem("RB5009", '"lock" must be a name of letters, digits, dots and dashes', { at: lock?.span });
  }
  host.lock.name = name;
}

/** Before a run goes on: what was under way when it was cut off. */
function settleAll(names: readonly string[], { fleet, context }: PlayWalk): Promise<void> {
  const { settings, runbook } = context;
  return each(names, settings.forks, async (name) => {
    if (!context.stopping()) await settlePast(fleet.host(name), runbook.plays, context);
  });
}

/** Tells those who still listen; who failed before may fail again, and the first error is the one that counts. */
function unheard(tell: () => void): void {
  try {
    tell();
  } catch {
    // The error that ended the run is on its way.
  }
}

function nothingLeft({ runbook, settings }: RunContext): ProblemError {
  const limit = [...(settings.limit ?? [])].join(", ");
  const patterns = runbook.plays.map(({ hosts }) => placeOf(hosts.span)).join(", ");
  return problem("RB3003", `no play is for a host within the limit (${limit})`, {
    hint: `The plays' patterns stand at ${patterns}.`,
  });
}

interface PlayWalk {
  readonly context: RunContext;
  readonly fleet: Fleet;
  readonly started: Set<string>;
  /** Something failed that concerns all hosts: nothing new begins. */
  isBroken: boolean;
}

async function walkPlay({ play, steps }: SelectedPlay, hosts: readonly HostState[], walkOf: PlayWalk): Promise<void> {
  const { context, fleet } = walkOf;
  fleet.enterPlay(hosts, play.variables);
  for (const host of hosts) enterLock(host, play);
  if (context.plan) await onEach(hosts, walkOf, (host) => admitAlive(host, walkOf));
  for (const stretch of stretchesOf(steps)) {
    const [only] = stretch;
    if (only?.kind !== "manual") await onEach(hosts, walkOf, (host) => walkStretch(stretch, play, host, walkOf));
    else if (!context.stopping()) {
      begin(only, walkOf);
      await runManual(only, hosts, context);
    }
  }
  await onEach(hosts, walkOf, (host) => flushHandlers(play, host, walkOf));
  for (const host of hosts) sayWhatIsOwed(host, play, context);
}

function onEach(
  hosts: readonly HostState[],
  walkOf: PlayWalk,
  work: (host: HostState) => Promise<void>,
): Promise<void> {
  return each(hosts, walkOf.context.settings.forks, (host) =>
    work(host).catch((error: unknown) => {
      walkOf.isBroken = true;
      throw error;
    }),
  );
}

function mayGoOn(host: HostState, { context, isBroken }: PlayWalk): boolean {
  return host.alive && !isBroken && !context.stopping();
}

async function walkStretch(stretch: readonly Step[], play: Play, host: HostState, walkOf: PlayWalk): Promise<void> {
  for (const [index, step] of stretch.entries()) {
    if (!mayGoOn(host, walkOf)) break;
    if (step.kind === "flush") await flushHandlers(play, host, walkOf);
    if (step.kind !== "task") continue;
    begin(step, walkOf);
    host.position = { play, steps: stretch.slice(index), over: 0 };
    await runTask(step, play, host, walkOf.context);
  }
  await endPending(host, walkOf);
}

/** Hosts wait for each other here, or handlers must know what changed: nothing stays pending, nothing that was read is kept. */
async function endPending(host: HostState, walkOf: PlayWalk): Promise<void> {
  host.position = undefined;
  host.forget();
  if (mayGoOn(host, walkOf)) await host.pending.flush().catch(ignoreAbandoned);
  else host.pending.drop();
}

function ignoreAbandoned(error: unknown): void {
  if (!(error instanceof AbandonedError)) throw error;
}

/** Runs what was notified on a host, in the order of the play's handlers, until nothing is left; each at most once. */
async function flushHandlers(play: Play, host: HostState, walkOf: PlayWalk): Promise<void> {
  const over = new Set<Step>();
  for (;;) {
    await endPending(host, walkOf);
    const handler = play.handlers.find((one) => host.notified.has(one.id) && !over.has(one));
    if (!handler || !mayGoOn(host, walkOf)) return;
    over.add(handler);
    host.notified.delete(handler.id);
    begin(handler, walkOf);
    await runTask(handler, play, host, walkOf.context);
  }
}

function begin(step: Step, { context, started }: PlayWalk): void {
  if (started.has(step.id)) return;
  started.add(step.id);
  context.bus.emit({ type: "task.started", task: step.id, name: step.name });
}

function sayWhatIsOwed(host: HostState, play: Play, { bus }: RunContext): void {
  const why = host.alive ? "" : " because the host dropped out before";
  const owed = play.handlers.filter(({ id }) => host.notified.has(id)).map(({ name }) => `"${name}"`);
  if (owed.length === 0) return;
  host.notified.clear();
  bus.emit({
    type: "noted",
    level: "warning",
    host: host.name,
    message: `notified, and not run${why}: ${owed.join(", ")}`,
  });
}

function runStarted(
  context: RunContext,
  hostsOf: ReadonlyMap<SelectedPlay, readonly string[]>,
  hosts: readonly string[],
): Fact {
  const { mode, runbook, inventory } = context;
  const { file, name, source } = runbook;
  return {
    type: "run.started",
    mode,
    runbook: file.name,
    name,
    ...(source !== undefined && { source }),
    ...(runbook.undoes !== undefined && { undoes: runbook.undoes }),
    inventory: inventory.sources,
    hosts,
    playHosts: Object.fromEntries([...hostsOf].map(([{ play }, names]) => [play.name, names])),
    tasks: [...hostsOf.keys()].flatMap((selected) => labelsOf(selected, source)),
  };
}

function labelsOf({ play, steps }: SelectedPlay, document: string | undefined): readonly TaskLabel[] {
  const label = (step: Step, handler: boolean): TaskLabel => ({
    id: step.id,
    name: step.name,
    play: play.name,
    handler,
    manual: step.kind === "manual",
    at: placeOf(step.span),
    ...sourceOf(step, document),
  });
  return [
    ...steps.filter(({ kind }) => kind !== "flush").map((step) => label(step, false)),
    ...play.handlers.map((one) => label(one, true)),
  ];
}

/** The address of a step; a place in the runbook's own document is made whole. */
function sourceOf({ source }: Step, document: string | undefined): Pick<TaskLabel, "source"> {
  if (source === undefined) return {};
  return { source: source.startsWith("#") ? `${document ?? ""}${source}` : source };
}
