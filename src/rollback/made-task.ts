import { parseExpression } from "../expression/parse-expression.ts";
import { parseTemplate } from "../expression/parse-template.ts";
import type { Value } from "../expression/value.ts";
import type { Module } from "../modules/contract/define-module.ts";
import type { BecomeSetting, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";

/** What tells a task that no file has from others. */
export interface TaskParts {
  readonly id: string;
  readonly name: string;
  readonly module: Module;
  readonly span: Span;
  readonly hosts: readonly string[];
  readonly become: BecomeSetting;
}

/** A task of a module, on some hosts, that does nothing else. */
export function madeTask({ id, name, module, span, hosts, become }: TaskParts): Task {
  return {
    kind: "task",
    id,
    name,
    ...onlyOn(hosts, span),
    tags: [],
    source: undefined,
    span,
    module,
    moduleSpan: span,
    parameters: new Map(),
    register: undefined,
    notify: undefined,
    listen: [],
    become,
    environment: [],
    changedWhen: undefined,
    failedWhen: undefined,
    ignoreErrors: undefined,
    checkMode: undefined,
    noLog: false,
    barrier: false,
  };
}

/** A task's conditions and variables that leave it to these hosts. */
export function onlyOn(hosts: readonly string[], span: Span): Pick<Task, "when" | "variables"> {
  const text = "inventory_hostname in rollback_hosts";
  return {
    when: [parseExpression({ text, span, spanWithin: () => span })],
    variables: new Map([["rollback_hosts", constant(hosts, span)]]),
  };
}

/** A value that is what it is. */
export function constant(value: Value, span: Span): ValueSource {
  return { kind: "constant", value, span };
}

/** A text with `{{ }}`. */
export function template(text: string, span: Span): ValueSource {
  return { kind: "template", template: parseTemplate({ text, span, spanWithin: () => span }), span };
}
