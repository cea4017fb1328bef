import type { Stats } from "../events/event.ts";
import type { Scope } from "../expression/scope.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { PlayVariables, Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { carryOut } from "./carry-out.ts";
import type { ChangeRecord } from "./change-record.ts";
import { comingReads, type Position } from "./coming-tasks.ts";
import { endsRun } from "./ends-run.ts";
import type { FollowedPlan } from "./followed-plan.ts";
import { ForeseenView, type Foresight, noForesight } from "./foreseen-view.ts";
import type { HostLock } from "./host-lock.ts";
import { type HostSession, shellKey, type UserShell } from "./host-session.ts";
import type { HostVariables } from "./host-variables.ts";
import type { LearnedValues } from "./learned-values.ts";
import { LiveView, type Prefetch } from "./live-view.ts";
import type { OpenSwitch } from "./open-switch.ts";
import type { PastOfHost } from "./past.ts";
import { PendingTasks, type Work } from "./pending-tasks.ts";
import { afterFailure, afterLastFailure, type Place, placeAt } from "./place.ts";
import type { PlanRecord } from "./plan-record.ts";
import { Recollection } from "./recollection.ts";
import type { Clock, RunSettings } from "./run-context.ts";
import { Turnstile } from "./turnstile.ts";

type Counts = { -readonly [Name in keyof Stats]: Stats[Name] };

/** One host in the course of a run: its connection, its variables, what is foreseen, what it is owed. */
export class HostState {
  readonly name: string;
  readonly variables: HostVariables;
  readonly session: HostSession;
  foresight: Foresight = noForesight();
  /** Ids of handlers that were notified and have not run. */
  readonly notified: Set<string>;
  readonly stats: Counts = { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, unknown: 0 };
  /** False once the host has failed or is lost: it takes no further part. */
  alive = true;
  /** Where it goes on since a task failed there; nothing else is done until it does. */
  detour: Place | undefined;
  /** It only does what is done `always`: all hosts are to stop, or a handler failed there. */
  isLeaving = false;
  /** Why all hosts are to stop: it failed something that concerns them. */
  fatal: string | undefined;
  /** What is planned for it, while a plan is made; and the plan that is made true. */
  plan: PlanRecord | undefined;
  followed: FollowedPlan | undefined;
  /** It was looked at before anything was done: it is as the plan saw it, or is refused. */
  isAdmitted = false;
  /** Nothing more is done there, because it is not as the plan says. */
  isRefused = false;
  /** The blocks that it has come to, of those of which it only does the first: their ids, by their mark. */
  readonly doneOnce = new Map<string, string>();
  /** Where it stands in its play. */
  place: Place = placeAt([]);
  /** Of the block with `confirm_within` that it is in. */
  deadManSwitch: OpenSwitch | undefined;
  /** What it is at; lets what coming tasks ask travel with what is asked now. */
  position: Position | undefined;
  /** What is decided and not done yet. */
  readonly pending: PendingTasks;
  readonly record: ChangeRecord;
  readonly past: Recollection | undefined;
  /** The host whose tasks are done here, where this is what another host does for it. */
  readonly principal: HostState | undefined;
  /** The hosts that its task was done on instead. */
  readonly sentTo = new Set<string>();
  /** Who does its tasks on another host. RB3002. */
  readonly deputy: (host: string) => Deputy;
  /** Who does tasks of other hosts here waits for the others. */
  readonly turn = new Turnstile(1);
  /** Keeps other runs away while this one changes the host. */
  readonly lock: HostLock | undefined;
  readonly #setting: HostSetting;
  readonly #becoming: HostVariables | undefined;
  readonly #views = new Map<string, LiveView>();
  /** How many of its failures `clear_host_errors` took back. */
  #forgiven = 0;
  #returns = false;

  constructor(name: string, variables: HostVariables, setting: HostSetting) {
    this.name = name;
    this.variables = variables;
    this.session = setting.session;
    this.record = setting.record;
    this.lock = setting.lock;
    this.principal = setting.principal;
    this.deputy = setting.deputy;
    this.#becoming = setting.becoming;
    this.notified = new Set(setting.past?.owed);
    this.past = setting.past && new Recollection(setting.past);
    this.#setting = setting;
    this.pending = new PendingTasks(
      (works, isLast) => this.#carry(works, isLast),
      () => this.alive && this.detour === undefined,
    );
  }

  /** It failed a task, was lost or refused, or nobody knows what became of a task. */
  get hasFailed(): boolean {
    return this.isRefused || this.#failures > this.#forgiven;
  }

  get #failures(): number {
    return this.stats.failed + this.stats.unreachable + this.stats.unknown;
  }

  /** Its failures do not keep it from the next play; where it is refused, or nobody knows what became of a task, they do. */
  forgive(): void {
    if (this.isRefused || this.stats.unknown > 0) return;
    this.#forgiven = this.#failures;
    this.#returns = !this.alive || this.isLeaving;
    this.fatal = undefined;
  }

  /** It takes part in the next play. */
  get isToBegin(): boolean {
    return this.alive || this.#returns;
  }

  /** At the beginning of a play: what was forgiven is over. */
  comeBack(): void {
    if (!this.#returns) return;
    if (this.stats.unreachable > 0) this.session.reset();
    this.#returns = false;
    this.alive = true;
    this.isLeaving = false;
    this.detour = undefined;
  }

  /** A task failed at this place: what rescues it is next, or what is done `always`; without that the host takes no further part. */
  stumble(place: Place | undefined): void {
    const next = place && !this.isRefused && (this.isLeaving ? afterLastFailure(place) : afterFailure(place));
    if (next) {
      this.detour = next;
      this.#forgetUnfinished(place, next);
    } else this.alive = false;
  }

  /** What is done once is not done where the host leaves it before its end. */
  #forgetUnfinished({ within }: Place, next: Place): void {
    for (let one = within; one && one.block !== next.within?.block; one = one.behind.within) {
      const { once, id } = one.block;
      if (once !== undefined && this.doneOnce.get(once) === id) this.doneOnce.delete(once);
    }
  }

  /** The variables of a play that is at work here. */
  enterPlay(play: PlayVariables): void {
    this.variables.enterPlay(play);
    this.#becoming?.visitPlay(play);
  }

  /** Returns what puts back what is known of the host to what it is now. */
  keep(): () => void {
    const undo = [this.variables.keep(), this.followed?.keep()];
    const once = new Map(this.doneOnce);
    return () => {
      for (const one of undo) one?.();
      this.doneOnce.clear();
      for (const [mark, id] of once) this.doneOnce.set(mark, id);
    };
  }

  /** The host as a user sees it now. */
  live(user: Become | undefined): LiveView {
    const key = shellKey(user);
    const known = this.#views.get(key) ?? this.#viewOf(user);
    this.#views.set(key, known);
    return known;
  }

  /** The host as the plan so far will have left it. */
  foreseen(user: Become | undefined): ForeseenView {
    return new ForeseenView(this.live(user), this.foresight);
  }

  /** What says who is become here: variables of this host, whoever's task it is. */
  becomeScope(scope: Scope): Scope {
    const own = this.#becoming?.scope();
    if (!own) return scope;
    return {
      lookup: (name) => (name.startsWith("ansible_become") ? own.lookup(name) : scope.lookup(name)),
      names: () => scope.names(),
    };
  }

  /** Whose the facts are that a task finds out here. */
  learnerOf({ delegatesFacts }: Pick<Task, "delegatesFacts">): LearnedValues {
    return ((delegatesFacts && this.#becoming) || this.variables).learned;
  }

  shell(user: Become | undefined): Promise<UserShell> {
    return this.session.shell(user);
  }

  /** The host begins this item of its task's loop. */
  enterItem(index: number): void {
    if (this.position) this.position = { ...this.position, over: index };
  }

  /** In an apply, what one task previewed does not happen: the next begins from the host as it is. */
  forgetPreviews(): void {
    this.foresight = noForesight();
  }

  /** Something is done on the host by this user: what was read before may be old, and what comes next can be asked with it. */
  renew(user: Become | undefined): Prefetch {
    this.forget();
    return this.live(user).prefetch();
  }

  /** What was read before may be old. */
  forget(): void {
    for (const view of this.#views.values()) view.forget();
  }

  #viewOf(user: Become | undefined): LiveView {
    const { variables, pending } = this;
    const { settings } = this.#setting;
    return new LiveView({
      name: this.name,
      shell: () => this.session.shell(user),
      ask: (parts) => this.session.ask(user, parts),
      pending,
      coming: () => (this.position ? comingReads(this.position, user, { variables, settings }) : []),
    });
  }

  async #carry(works: readonly Work[], isLast: boolean): Promise<number> {
    const [first] = works;
    if (!first) return 0;
    const { clock } = this.#setting;
    const began = clock.monotonic();
    const changes = works.flatMap(({ task, item, changes: some }) => some.map((change) => ({ task, item, change })));
    const renew = () => (isLast ? this.renew(first.user) : noPrefetch);
    const { results, failure } = await this.session
      .shell(first.user)
      .then((shell) => carryOut(changes, { shell, clock, record: this.record, renew }))
      .catch((error: unknown) => {
        if (endsRun(error)) throw error;
        return { results: [], failure: error };
      });
    setEnds(works, results.length, failure);
    return clock.monotonic() - began;
  }
}

/** What a host's state stands on. */
export interface HostSetting {
  readonly session: HostSession;
  readonly clock: Clock;
  readonly settings: RunSettings;
  readonly record: ChangeRecord;
  /** What was done on the host in earlier parts of the run. */
  readonly past: PastOfHost | undefined;
  readonly lock?: HostLock | undefined;
  readonly deputy: (host: string) => Deputy;
  readonly principal?: HostState;
  /** The host's own variables, where the others are those of the principal. */
  readonly becoming?: HostVariables;
}

/** Who does a host's tasks on another one: that host, as they see it. */
export interface Deputy {
  readonly host: HostState;
  /** The same host by itself. */
  readonly itself: HostState;
}

const noPrefetch: Prefetch = { parts: [], take: () => {} };

/** The first `made` changes of the works were made, the next one failed. Where that cannot be told, the rest cannot either. */
function setEnds(works: readonly Work[], made: number, failure: unknown): void {
  let left = made;
  let isBehind = false;
  const final = isUnknown(failure) || isConnection(failure);
  for (const work of works) {
    left -= work.changes.length;
    if (left >= 0) work.end = "made";
    else if (!isBehind || isUnknown(failure)) work.end = { failure, final };
    isBehind = left < 0;
  }
}

function isUnknown(failure: unknown): boolean {
  return codeOf(failure) === "RB5012";
}

/** The host is gone: it makes no sense to go on with other items. */
function isConnection(failure: unknown): boolean {
  return codeOf(failure)?.startsWith("RB4") ?? false;
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof ProblemError ? failure.problems[0]?.code : undefined;
}

/** For modules that need no host: any look at it is a mistake in the module. */
export function noView(name: string): HostView {
  const refuse = () => {
    throw problem("RB8999", "a module that says it needs no host looked at one");
  };
  return { name, user: refuse, readFile: refuse, stat: refuse, list: refuse, probe: refuse };
}
