import type { Stats } from "../events/event.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { problem } from "../problems/problem.ts";
import type { Become } from "../transport/connection.ts";
import { ForeseenView, type Foresight, noForesight } from "./foreseen-view.ts";
import { type HostSession, shellKey, type UserShell } from "./host-session.ts";
import type { HostVariables } from "./host-variables.ts";
import { LiveView } from "./live-view.ts";

type Counts = { -readonly [Name in keyof Stats]: Stats[Name] };

/** One host in the course of a run: its connection, its variables, what is foreseen, what it is owed. */
export class HostState {
  readonly name: string;
  readonly variables: HostVariables;
  readonly session: HostSession;
  foresight: Foresight = noForesight();
  /** Ids of handlers that were notified and have not run. */
  readonly notified = new Set<string>();
  readonly stats: Counts = { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, unknown: 0 };
  /** False once the host has failed or is lost: it takes no further part. */
  alive = true;
  readonly #views = new Map<string, LiveView>();

  constructor(name: string, variables: HostVariables, session: HostSession) {
    this.name = name;
    this.variables = variables;
    this.session = session;
  }

  /** The host as a user sees it now. */
  live(user: Become | undefined): LiveView {
    const key = shellKey(user);
    const known = this.#views.get(key) ?? new LiveView(this.name, () => this.session.shell(user));
    this.#views.set(key, known);
    return known;
  }

  /** The host as the plan so far will have left it. */
  foreseen(user: Become | undefined): ForeseenView {
    return new ForeseenView(this.live(user), this.foresight);
  }

  shell(user: Become | undefined): Promise<UserShell> {
    return this.session.shell(user);
  }

  /** In an apply, what one task previewed does not happen: the next begins from the host as it is. */
  forgetPreviews(): void {
    this.foresight = noForesight();
  }

  /** Something was done on the host: what was read before may be old. */
  forget(): void {
    for (const view of this.#views.values()) view.forget();
  }
}

/** For modules that need no host: any look at it is a mistake in the module. */
export function noView(name: string): HostView {
  const refuse = () => {
    throw problem("RB8999", "a module that says it needs no host looked at one");
  };
  return { name, user: refuse, readFile: refuse, stat: refuse, list: refuse, probe: refuse };
}
