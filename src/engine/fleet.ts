import type { Stats } from "../events/event.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { hostNamed } from "../inventory/host-named.ts";
import { problem } from "../problems/problem.ts";
import type { Play, Task } from "../runbook/model.ts";
import type { Target } from "../transport/connection.ts";
import { saysHowToConnect } from "../transport/connection-variable.ts";
import { ChangeRecord } from "./change-record.ts";
import { FollowedPlan } from "./followed-plan.ts";
import { Hiding } from "./hidden-names.ts";
import { HostLock } from "./host-lock.ts";
import { HostSession } from "./host-session.ts";
import { type Deputy, HostState } from "./host-state.ts";
import { hostTag } from "./host-tag.ts";
import { HostVariables } from "./host-variables.ts";
import type { LeftJob } from "./jobs-left.ts";
import { magicVariables } from "./magic-variables.ts";
import { outsideOf } from "./outside.ts";
import type { PastOfHost } from "./past.ts";
import { PlanRecord } from "./plan-record.ts";
import type { RunContext } from "./run-context.ts";

/** The hosts of a run, made when they are first named. */
export class Fleet {
  readonly #context: RunContext;
  readonly #hosts = new Map<string, HostState>();
  readonly #deputies = new Map<string, Deputy>();
  readonly #layers: ConstructorParameters<typeof HostVariables>[1];
  #playing: readonly HostState[] = [];
  #batch: readonly HostState[] = [];

  constructor(context: RunContext) {
    this.#context = context;
    const { inventory, mode, extra, defaults, runbook, environment, keeper } = context;
    const magic = magicVariables({
      inventory,
      folder: runbook.folder,
      mode,
      allPlayHosts: () => this.#namesOf(this.#playing),
      playHosts: () => this.#namesOf(this.#playing.filter(({ alive }) => alive)),
      batchHosts: () => this.#namesOf(this.#batch.filter(({ alive }) => alive)),
      variablesOf: (name) => this.#variablesOf(name),
    });
    const onFile = keeper && ((path: string, content: Uint8Array) => keeper.file(path, content));
    const outside = outsideOf({ folder: runbook.folder, environment: environment ?? {}, onFile });
    this.#layers = { defaults, extra, magic, outside, hiding: new Hiding() };
  }

  /** RB3002 for a name that is not in the inventory. */
  host(name: string): HostState {
    const known = this.#hosts.get(name);
    if (known) return known;
    const { inventory } = this.#context;
    const host = hostNamed(name, inventory);
    const variables = new HostVariables(host, this.#layers);
    const { mode, transport, bus, clock, settings, journal } = this.#context;
    const tag = hostTag(this.#context.tag, name);
    const past = this.#context.past?.get(name);
    const lock = this.#context.lock && new HostLock(name, this.#context.lock);
    const session = new HostSession({
      host: name,
      target: () => this.#target(name, variables),
      transport,
      bus,
      clock,
      tag,
      localUser: settings.localUser,
      lastNumber: past?.lastNumber ?? 0,
      lock,
      renewed: () => this.#hosts.get(name)?.forget(),
    });
    const state: HostState = new HostState(name, variables, {
      session,
      clock,
      settings,
      record: new ChangeRecord(name, { tag, bus, journal }),
      past: past && pastFor(undefined, past),
      lock,
      deputy: (other) => this.#deputy(other, state),
    });
    const { keeper, plan } = this.#context;
    if (mode === "plan") state.plan = new PlanRecord(journal.key, keeper);
    const planned = plan?.host(name);
    if (plan && planned) state.followed = new FollowedPlan(planned, plan, journal.key);
    this.#hosts.set(name, state);
    return state;
  }

  /** RB7009 where an earlier part of the run told the host what is not told it again. */
  #variablesOf(name: string): ValueMap {
    if (!this.#isMissing(name)) return this.host(name).variables.asMap();
    throw problem("RB7009", `what ${name} got to know in an earlier part of the run is not known any more`, {
      hint: `${name} takes no part in this one. Begin a new run: what is done already stays as it is.`,
    });
  }

  /** RB7009 where hosts of an earlier part of the run are not there, which took part in its plays. */
  #namesOf(hosts: readonly HostState[]): readonly string[] {
    const { past, runbook } = this.#context;
    const missing = [...(past?.keys() ?? [])].find((name) => this.#isMissing(name));
    if (missing === undefined || runbook.undoes !== undefined) return hosts.map(({ name }) => name);
    throw problem(
      "RB7009",
      `which hosts take part is not known any more: ${missing} did in an earlier part of the run`,
      {
        hint: `${missing} takes no part in this one. Begin a new run: what is done already stays as it is.`,
      },
    );
  }

  /** It did something in an earlier part of the run, and takes no part in this one. */
  #isMissing(name: string): boolean {
    const { past, settings } = this.#context;
    const isHere = settings.limit === undefined || settings.limit.has(name);
    return !isHere && (past?.get(name)?.ended.size ?? 0) > 0;
  }

  /** What hosts did for others in earlier parts of the run. */
  *deputiesBefore(): Iterable<HostState> {
    for (const [name, { changes, told, jobs }] of this.#context.past ?? []) {
      const principals = [...changes.map(({ change }) => change), ...told, ...jobs].flatMap(
        ({ principal }) => principal ?? [],
      );
      for (const principal of new Set(principals)) yield this.#deputy(name, this.host(principal)).host;
    }
  }

  #deputy(name: string, principal: HostState): Deputy {
    const key = `${name} ${principal.name}`;
    const known = this.#deputies.get(key);
    if (known) return known;
    const itself = this.host(name);
    const { bus, clock, settings, journal } = this.#context;
    const past = this.#context.past?.get(name);
    const host = new HostState(name, principal.variables, {
      session: itself.session,
      clock,
      settings,
      record: new ChangeRecord(name, {
        tag: hostTag(this.#context.tag, name),
        bus,
        journal,
        principal: principal.name,
      }),
      past: past && pastFor(principal.name, past),
      lock: itself.lock,
      deputy: principal.deputy,
      principal,
      becoming: itself.variables,
    });
    const deputy = { host, itself };
    this.#deputies.set(key, deputy);
    return deputy;
  }

  /** The host that the plan has do something of a task, and which has not begun it; where a plan is followed. */
  plannedFor(task: Task): string | undefined {
    return [...this.#hosts.values()].find(({ followed }) => followed?.owes(task))?.name;
  }

  /** A host is not as a plan saw it, and nothing was done there. */
  get hasRefused(): boolean {
    return [...this.#hosts.values()].some(({ isRefused }) => isRefused);
  }

  /** The hosts of the play that is gone through. */
  get playing(): readonly HostState[] {
    return this.#playing;
  }

  /** A host that is not in the play, and does something for one that is, is locked as a whole. */
  enterPlay(hosts: readonly HostState[], play: Play): void {
    this.#playing = hosts;
    this.#batch = hosts;
    for (const { lock } of this.#hosts.values()) if (lock) lock.name = "";
    for (const host of hosts) host.variables.enterPlay(play);
  }

  /** Gives all locks back, while nothing is done on any host; whoever acts there takes them again. Never throws. */
  async letGo(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map(({ session }) => session.letGo()));
  }

  /** The hosts of a play that go through it now. */
  enterBatch(hosts: readonly HostState[]): void {
    this.#batch = hosts;
  }

  stats(names: readonly string[]): Readonly<Record<string, Stats>> {
    return Object.fromEntries(names.map((name) => [name, { ...this.host(name).stats }]));
  }

  counters(): { readonly frames: number; readonly bytesSent: number; readonly bytesReceived: number } {
    const sum = { frames: 0, bytesSent: 0, bytesReceived: 0 };
    for (const { session } of this.#hosts.values()) {
      const { frames, bytesSent, bytesReceived } = session.counters;
      sum.frames += frames;
      sum.bytesSent += bytesSent;
      sum.bytesReceived += bytesReceived;
    }
    return sum;
  }

  /** The jobs that were started in the run and go on, as far as is known. Never throws. */
  async jobsLeft(): Promise<readonly (LeftJob & { readonly host: string })[]> {
    const left = await Promise.all(
      [...this.#hosts.values()].map(async ({ name, session }) =>
        (await session.jobsLeft()).map((job) => ({ host: name, ...job })),
      ),
    );
    return left.flat();
  }

  /** Hosts keep how commands ended until it is on disk here. Never throws. */
  async close(): Promise<void> {
    const clean = await this.#context.journal.durable().then(
      () => true,
      () => false,
    );
    const { backupDays } = this.#context;
    await Promise.all([...this.#hosts.values()].map(({ session }) => session.close({ clean, backupDays })));
  }

  async #target(name: string, variables: HostVariables): Promise<Target> {
    const scope = variables.scope();
    const connection = [...scope.names()].filter((name) => saysHowToConnect(name));
    const known: ValueMap = valueMap(connection.map((variable) => [variable, scope.lookup(variable) ?? null]));
    return this.#context.targetOf(name, known);
  }
}

/** Of what was done on a host: its own, or what it did for another one. */
function pastFor(principal: string | undefined, past: PastOfHost): PastOfHost {
  const isIts = (one: { readonly principal?: string | undefined }) => one.principal === principal;
  const changes = past.changes.filter(({ change }) => change.principal === principal);
  const [told, jobs] = [past.told.filter(isIts), past.jobs.filter(isIts)];
  if (principal === undefined) return { ...past, changes, told, jobs };
  return { ...past, ended: new Map(), owed: new Set(), elsewhere: new Set(), changes, told, jobs };
}
