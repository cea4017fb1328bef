import { problem } from "../problems/problem.ts";
import type { LocatedEntry } from "../source/located.ts";
import type { Fields } from "./fields.ts";
import type { BecomeSetting, Task } from "./model.ts";
import { moduleDefaultsIn } from "./module-defaults.ts";
import { readBecome } from "./read-become.ts";
import { readDelegate } from "./read-delegate.ts";
import type { Role } from "./roles/role.ts";
import { secondsOfAsync } from "./seconds-of-async.ts";
import type { ValueSource } from "./value-source.ts";

/** What a play or a block says for all its tasks, the blocks around it included. */
export interface Inherited {
  readonly tags: readonly string[];
  readonly variables: ReadonlyMap<string, ValueSource>;
  /** The role that they stand in, and what was given to it or to their file. */
  readonly role: Role | undefined;
  readonly given: ReadonlyMap<string, ValueSource>;
  readonly become: BecomeSetting;
  /** From the outermost on. */
  readonly environment: readonly ValueSource[];
  readonly notify: ValueSource | undefined;
  readonly ignoreErrors: ValueSource | undefined;
  readonly ignoreUnreachable: ValueSource | undefined;
  readonly showsDiff: boolean | undefined;
  /** Parameters of modules; what stands later wins. */
  readonly moduleDefaults: readonly LocatedEntry[];
  readonly checkMode: boolean | undefined;
  readonly noLog: boolean | undefined;
  readonly isFatal: boolean | undefined;
  readonly once: Task["once"];
  readonly delegateTo: ValueSource | undefined;
  readonly delegatesFacts: boolean | undefined;
  readonly timeout: ValueSource | undefined;
  readonly throttle: number | undefined;
}

/** Nothing is said. */
export const noInheritance: Inherited = {
  tags: [],
  variables: new Map(),
  role: undefined,
  given: new Map(),
  become: { become: undefined, user: undefined, method: undefined, flags: undefined },
  environment: [],
  notify: undefined,
  ignoreErrors: undefined,
  ignoreUnreachable: undefined,
  showsDiff: undefined,
  moduleDefaults: [],
  checkMode: undefined,
  noLog: undefined,
  isFatal: undefined,
  once: undefined,
  delegateTo: undefined,
  delegatesFacts: undefined,
  timeout: undefined,
  throttle: undefined,
};

/** What holds inside: what is said here wins over what was said outside; tags, environments and handlers add up. */
export function inheritedBy(fields: Fields, outer: Inherited): Inherited {
  const own = readBecome(fields);
  const environment = fields.value("environment");
  return {
    ...saidBy(fields, outer),
    delegateTo: readDelegate(fields) ?? outer.delegateTo,
    delegatesFacts: fields.flag("delegate_facts") ?? outer.delegatesFacts,
    variables: new Map([...outer.variables, ...fields.variables("vars")]),
    become: {
      become: own.become ?? outer.become.become,
      user: own.user ?? outer.become.user,
      method: own.method ?? outer.become.method,
      flags: own.flags ?? outer.become.flags,
    },
    environment: environment ? [...outer.environment, environment] : outer.environment,
  };
}

/** For the tasks of another file or role: what is said to an include wins over what tasks learn, as in Ansible. */
export function saidTo(fields: Fields, outer: Inherited, isImport: boolean): Inherited {
  const inherited = inheritedBy(fields, outer);
  if (isImport) return inherited;
  return { ...inherited, variables: outer.variables, given: new Map([...outer.given, ...fields.variables("vars")]) };
}

/** The same without variables, become and environment, which a play keeps for itself, and what a play cannot say. */
export function saidBy(
  fields: Fields,
  outer: Inherited,
): Omit<Inherited, "variables" | "become" | "environment" | "delegateTo" | "delegatesFacts"> {
  return {
    role: outer.role,
    given: outer.given,
    tags: [...outer.tags, ...fields.words("tags")],
    notify: bothOf(outer.notify, fields.value("notify")),
    ignoreErrors: fields.value("ignore_errors") ?? outer.ignoreErrors,
    ignoreUnreachable: fields.value("ignore_unreachable") ?? outer.ignoreUnreachable,
    showsDiff: fields.flag("diff") ?? outer.showsDiff,
    moduleDefaults: [...outer.moduleDefaults, ...moduleDefaultsIn(fields)],
    checkMode: fields.flag("check_mode") ?? outer.checkMode,
    noLog: fields.flag("no_log") ?? outer.noLog,
    isFatal: fields.flag("any_errors_fatal") ?? outer.isFatal,
    once: fields.entry("run_once") ? onceOf(fields) : outer.once,
    timeout: secondsIn(fields) ?? secondsOfAsync(fields) ?? outer.timeout,
    throttle: throttleIn(fields) ?? outer.throttle,
  };
}

/** `run_once: true` is once for the run, `run_once: batch` once for each batch of `serial`. */
function onceOf(fields: Fields): Task["once"] {
  if (fields.entry("run_once")?.value.kind === "scalar" && fields.text("run_once") === "batch") return "batch";
  return fields.flag("run_once") ? "run" : undefined;
}

/** Names of the one and of the other. */
function bothOf(one: ValueSource | undefined, other: ValueSource | undefined): ValueSource | undefined {
  if (!one || !other) return one ?? other;
  return { kind: "list", items: [...itemsOf(one), ...itemsOf(other)], span: other.span };
}

function itemsOf(source: ValueSource): readonly ValueSource[] {
  return source.kind === "list" ? source.items : [source];
}

function secondsIn(fields: Fields): ValueSource | undefined {
  const source = fields.value("timeout");
  fields.collector.attempt(() => {
    if (source?.kind !== "constant" || (typeof source.value === "number" && source.value >= 0)) return;
    throw problem("RB1101", '"timeout" must be a number of seconds', { at: source.span });
  });
  return source;
}

function throttleIn(fields: Fields): number | undefined {
  const value = fields.entry("throttle")?.value;
  if (!value) return undefined;
  return fields.collector.attempt(() => {
    if (
      value.kind === "scalar" &&
      typeof value.value === "number" &&
      Number.isInteger(value.value) &&
      value.value >= 0
    ) {
      return value.value;
    }
    throw problem("RB1101", '"throttle" must be a number of hosts', { at: value.span });
  });
}
