import type { Change } from "../changes/change.ts";
import type { PathState } from "../events/path-state.ts";
import type { PlannedChange, PlannedItem, PlannedUser, SeenPath } from "../events/planned.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { mapStrings } from "../schema/map-strings.ts";
import { KeptMap } from "./kept-map.ts";
import type { PlannedHost, PlannedTask, PlanToFollow } from "./plan-to-follow.ts";
import { plannedChanges } from "./planned-changes.ts";
import { changeDifferences } from "./state-differences.ts";

/** A look at a host as a certain user, and what a plan says of it. */
export interface PlannedLook extends SeenPath {
  readonly user: PlannedUser | undefined;
  /** The way there must be the same, links resolved. */
  readonly isExact: boolean;
  /** Of what is to be removed. */
  readonly version?: string;
}

/** What is decided: an item of a task, on the host itself or on another one; and where its paths lead there. */
export interface Deciding {
  readonly task: Task;
  readonly index: number;
  readonly delegate: string | undefined;
  readonly place: (path: string) => string;
}

/** The plan of one host while it is made true: every decision is compared with the planned one. */
export class FollowedPlan {
  readonly plan: PlanToFollow;
  readonly planned: PlannedHost;
  readonly #key: Uint8Array;
  readonly #visits = new Map<string, PlannedTask[]>();
  readonly #begun = new KeptMap<number>();
  /** By the place that the path leads to: two paths may lead to one. */
  readonly #ends = new Map<string, PlannedLook>();
  #task: PlannedTask | undefined;

  constructor(planned: PlannedHost, plan: PlanToFollow, key: Uint8Array) {
    this.plan = plan;
    this.planned = planned;
    this.#key = key;
    for (const one of planned.tasks) this.#visits.set(one.task, [...(this.#visits.get(one.task) ?? []), one]);
  }

  /** The host begins a task. */
  begin({ id }: Task): void {
    const before = this.#begun.get(id) ?? 0;
    this.#begun.set(id, before + 1);
    this.#task = this.#visits.get(id)?.[before];
  }

  /** Puts back which tasks were begun. */
  keep(): () => void {
    return this.#begun.keep();
  }

  /** These changes are decided for an item of the task; a problem (RB7104) when the plan says something else. */
  decided({ task, index, delegate, place }: Deciding, changes: readonly Change[]): ProblemError | undefined {
    const planned = this.#plannedFor(index);
    const now = mapStrings(plannedChanges(changes, { task, key: this.#key, isForeseen: () => false }), (text) =>
      this.plan.redact(text),
    );
    if (planned === undefined) {
      for (const change of delegate === undefined ? now : []) this.#forget(change, place);
      return undefined;
    }
    if (planned.changes.length + now.length > 0 && planned.delegate !== delegate) {
      return notAsPlanned(task, [
        `on ${delegate ?? "the host itself"}, not on ${planned.delegate ?? "the host itself"}`,
      ]);
    }
    const most = Math.max(planned.changes.length, now.length);
    const pairs = Array.from({ length: most }, (_, at) => [planned.changes[at], now[at]] as const);
    const differs = pairs.flatMap(([one, other]) => changeDifferences(one, other));
    if (differs.length > 0) return notAsPlanned(task, differs);
    for (const change of delegate === undefined ? planned.changes : []) this.#expect(change, planned.user, place);
    return undefined;
  }

  /** Whether the plan was made with this host as the one that does the task. */
  knows({ id }: Task): boolean {
    return this.#visits.has(id);
  }

  /** Whether the plan has it do something of a task that it has not begun. */
  owes({ id }: Task): boolean {
    const [first] = this.#begun.values.has(id) ? [] : (this.#visits.get(id) ?? []);
    return first?.items.some(({ changes, unknowns }) => changes.length + unknowns.length > 0) ?? false;
  }

  /** Everything that the plan saw of the host, and the inodes of what it changes; each path once for each way to look. */
  get looks(): readonly PlannedLook[] {
    return this.looksOn(undefined);
  }

  /** Other hosts on which its tasks were planned. */
  get delegates(): readonly string[] {
    return [...new Set(this.#items.flatMap(({ delegate }) => delegate ?? []))];
  }

  /** As `looks`, for what was planned on another host. */
  looksOn(host: string | undefined): readonly PlannedLook[] {
    const looks = new Map<string, PlannedLook>();
    for (const { user, seen, changes } of this.#items.filter(({ delegate }) => delegate === host)) {
      const changed = changes.flatMap((change) => seenBefore(change) ?? []);
      const all = [...seen.map((look) => ({ ...look, isExact: true })), ...changed];
      for (const look of all) {
        const name = JSON.stringify([user, look.look, look.path, look.isExact]);
        if (!looks.has(name)) looks.set(name, { ...look, user });
      }
    }
    return [...looks.values()];
  }

  /** What must be on the host in the end: of what was made as planned, and that nothing unplanned was done to since. */
  get ends(): readonly PlannedLook[] {
    return [...this.#ends.values()];
  }

  /** A failure was declared harmless: what is there in the end is not what the plan says, and may be so. */
  tolerate(): void {
    this.#ends.clear();
  }

  get #items(): readonly PlannedItem[] {
    return this.planned.tasks.flatMap(({ items }) => items);
  }

  /** `undefined`: what the item does was not known when the plan was made. */
  #plannedFor(index: number): PlannedTask["items"][number] | undefined {
    const items = this.#task?.items;
    if (items === undefined) return this.#hasUnknowns() ? undefined : nothing;
    const isOpen = items.some(({ unknowns }) => unknowns.length > 0);
    const item = items[index] ?? (isOpen ? undefined : nothing);
    return item && item.unknowns.length > 0 ? undefined : item;
  }

  #hasUnknowns(): boolean {
    return this.planned.tasks.some(({ items }) => items.some(({ unknowns }) => unknowns.length > 0));
  }

  #expect(change: PlannedChange, user: PlannedUser | undefined, place: Deciding["place"]): void {
    const { path, after } = change;
    this.#forget(change, place);
    if (path === undefined || after === undefined) return;
    const look = after.is === "file" && after.digest !== undefined ? "file" : "stat";
    this.#ends.set(place(path), { look, path, state: after, user, isExact: false });
  }

  /** What a change touches, and what is below it. */
  #forget({ path, writes = [] }: PlannedChange, place: Deciding["place"]): void {
    for (const touched of (path === undefined ? writes : [path]).map(place)) {
      for (const known of this.#ends.keys()) {
        if (known === touched || known.startsWith(`${touched}/`)) this.#ends.delete(known);
      }
    }
  }
}

const nothing: PlannedTask["items"][number] = { seen: [], changes: [], unknowns: [] };

/** What is at the path of a change, when the plan saw it there. */
function seenBefore({ path, before, version }: PlannedChange): Omit<PlannedLook, "user"> | undefined {
  if (path === undefined || before?.inode === undefined) return undefined;
  const { digest: _digest, ...state }: PathState = before;
  return { look: "stat", path, state, isExact: false, ...(version !== undefined && { version }) };
}

function notAsPlanned(task: Task, differs: readonly string[]): ProblemError {
  const said = task.noLog ? "(hidden by no_log)" : differs.join("; ");
  return problem("RB7104", `what is to be done is not what the plan says: ${said}`, {
    at: task.span,
    hint: "It was not done. Make a new plan: what was done before stays done.",
  });
}
