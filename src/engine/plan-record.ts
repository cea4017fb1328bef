import { seenState } from "../changes/path-state.ts";
import type { VirtualFiles } from "../changes/virtual-files.ts";
import type { PathState } from "../events/path-state.ts";
import type { PlannedItem, PlannedUser, SeenPath } from "../events/planned.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { ForeseenView, type Look } from "./foreseen-view.ts";
import { keyedDigest } from "./keyed-digest.ts";
import type { PlanKeeper } from "./plan-to-follow.ts";
import { plannedChanges } from "./planned-changes.ts";

/** Contents larger than this are not kept; what somebody else changed in them is told, not shown. Bytes. */
const largestKept = 1024 * 1024;

/** What a plan notes of a decision. `unknowns`: why another one may be made when it is carried out. */
export interface Decided {
  readonly view: HostView;
  readonly user: Become | undefined;
  readonly decision?: Decision;
  readonly unknowns: readonly string[];
  /** Nobody can tell which paths the item will change: what is decided after it may come out differently. */
  readonly isOpen?: boolean;
  /** The host where it is done, where that is another one. */
  readonly delegate?: string | undefined;
}

/** What is planned for one host, task by task. */
export class PlanRecord {
  readonly #key: Uint8Array;
  readonly #keeper: PlanKeeper | undefined;
  readonly #known = new Set<string>();
  #items: PlannedItem[] = [];
  #open: string | undefined;

  constructor(key: Uint8Array, keeper: PlanKeeper | undefined) {
    this.#key = key;
    this.#keeper = keeper;
  }

  /** A task's next item begins; nothing is planned for it until it is decided. */
  begin(): void {
    this.#items.push({ seen: [], changes: [], unknowns: [] });
  }

  /** The item that was begun last is decided; its changes are not among the files that are foreseen yet. */
  decided(task: Pick<Task, "noLog" | "name">, files: VirtualFiles, decided: Decided): void {
    const { view, user, decision, unknowns, isOpen, delegate } = decided;
    const place = (path: string) => (view instanceof ForeseenView ? view.place(path) : path);
    const isForeseen = (path: string) => files.get(place(path)) !== undefined;
    const changes = decision?.changes ?? [];
    const planned = plannedChanges(changes, { task, key: this.#key, isForeseen });
    for (const change of changes) {
      if (change.kind !== "write-file" || !change.before || change.secret || task.noLog) continue;
      const { content } = change.before;
      if (content.length <= largestKept && !isForeseen(change.path)) this.#keep(content);
    }
    this.#items[this.#items.length - 1] = {
      ...(delegate !== undefined && { delegate }),
      ...(user && { user: plannedUser(user) }),
      seen: view instanceof ForeseenView ? this.#seen(view, user, delegate) : [],
      changes: planned,
      unknowns: this.#open === undefined ? unknowns : [...new Set([...unknowns, this.#open])],
    };
    if (isOpen) this.#open ??= `known after: ${task.name}`;
  }

  /** The items of the task that has ended. */
  take(): readonly PlannedItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #keep(content: Uint8Array): void {
    this.#keeper?.content(keyedDigest(this.#key, content), content);
  }

  /** What nobody had seen before. */
  #seen({ looks }: ForeseenView, user: Become | undefined, delegate = ""): readonly SeenPath[] {
    const who = JSON.stringify(user ? plannedUser(user) : null);
    return looks.flatMap((look) => {
      const name = `${delegate} ${who} ${look.kind} ${look.path}`;
      if (this.#known.has(name)) return [];
      this.#known.add(name);
      return [seenPath(look, this.#key)];
    });
  }
}

/** A look as a plan notes it. */
export function seenPath(look: Look, key: Uint8Array): SeenPath {
  const { kind, path } = look;
  const realPath = look.kind === "list" || look.realPath === path ? {} : { realPath: look.realPath };
  return { look: kind, path, ...realPath, state: stateOf(look, key) };
}

/** What is only looked at may be another file with the same bytes: its inode is none of the plan's concern. */
function stateOf(look: Look, key: Uint8Array): PathState {
  if (look.found === undefined) return { is: "absent" };
  if (look.kind === "list") return { is: "directory", digest: keyedDigest(key, look.found.join("\0")) };
  const { inode: _inode, ...state } =
    look.kind === "stat" ? seenState(look.found) : seenState(look.found.stat, keyedDigest(key, look.found.content));
  return state;
}

function plannedUser({ user, method, login }: Become): PlannedUser {
  return { name: user, method, ...(login && { login }) };
}
