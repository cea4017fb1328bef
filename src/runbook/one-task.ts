import type { Value } from "../expression/value.ts";
import type { Module } from "../modules/contract/define-module.ts";
import type { Span } from "../source/span.ts";
import type { Runbook, Task } from "./model.ts";

/** What a runbook of one task is made of. Values are constants: braces in them mean nothing. */
export interface OneTask {
  /** The command line as it was typed, for messages. */
  readonly typed: string;
  readonly name: string;
  readonly hosts: string;
  readonly module: Module;
  readonly parameters: Readonly<Record<string, Value>>;
}

/** A runbook of one play and one task that looks at hosts, and never counts as a change. */
export function runbookOfOneTask({ typed, name, hosts, module, parameters }: OneTask): Runbook {
  const file = { name: "the command line", text: typed };
  const span: Span = { file, start: 0, end: typed.length };
  const constant = (value: Value) => ({ kind: "constant", value, span }) as const;
  const noBecome = { become: undefined, user: undefined, method: undefined, flags: undefined };
  const task: Task = {
    kind: "task",
    id: "1",
    name,
    when: [],
    tags: [],
    source: undefined,
    span,
    module,
    moduleSpan: span,
    parameters: new Map(Object.entries(parameters).map(([parameter, value]) => [parameter, constant(value)])),
    variables: new Map(),
    register: undefined,
    notify: undefined,
    listen: [],
    become: noBecome,
    environment: [],
    changedWhen: [{ kind: "literal", value: false, span }],
    failedWhen: undefined,
    ignoreErrors: undefined,
    checkMode: false,
    noLog: false,
    barrier: false,
  };
  const play = { name, hosts: constant(hosts), variables: new Map(), become: noBecome, environment: undefined };
  return {
    file,
    folder: "/",
    name,
    source: undefined,
    inputs: [],
    plays: [{ ...play, tasks: [task], handlers: [], span }],
  };
}
