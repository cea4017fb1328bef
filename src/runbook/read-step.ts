import type { Expression } from "../expression/ast.ts";
import { referencesOf } from "../expression/references.ts";
import type { Collector } from "../problems/collector.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Located, LocatedMap } from "../source/located.ts";
import { Fields } from "./fields.ts";
import type { Input } from "./inputs/input.ts";
import type { Flush, ManualTask, Step, Task } from "./model.ts";
import { readBecome } from "./read-become.ts";
import { readConfirmWithin } from "./read-confirm-within.ts";
import { readModuleCall } from "./read-module-call.ts";
import type { ValueSource } from "./value-source.ts";

/** What reading a task needs besides its text. `tags` are those of the play. */
export interface StepContext {
  readonly id: string;
  readonly tags: readonly string[];
  readonly inputs: readonly Input[];
  readonly collector: Collector;
}

/** One entry of `tasks` or `handlers`. */
export async function readStep(located: Located, context: StepContext): Promise<Step | undefined> {
  if (located.kind !== "map") throw problem("RB2103", "a task must be a mapping", { at: located.span });
  const fields = new Fields(located, context.collector);
  if (fields.entry("manual")) return readManual(fields, context);
  const meta = ["meta", "ansible.builtin.meta"].find((key) => fields.entry(key));
  if (meta !== undefined) return readMeta(fields, meta, context);
  return readTask(fields, context);
}

function entryFields(fields: Fields, { id, tags }: StepContext, fallbackName: string) {
  return {
    id,
    name: fields.text("name") ?? fallbackName,
    when: fields.conditions("when") ?? [],
    tags: [...tags, ...fields.words("tags")],
    source: fields.text("source"),
    span: fields.map.span,
    written: fields.map,
  };
}

function readMeta(fields: Fields, key: string, context: StepContext): Flush {
  fields.refuseOthers(["name", key, "tags"], "meta task");
  const what = fields.text(key);
  if (what !== "flush_handlers") {
    throw problem("RB1101", `"meta: ${what}" is not carried out`, {
      at: fields.entry(key)?.value.span,
      hint: 'Only "meta: flush_handlers" is.',
    });
  }
  return { kind: "flush", ...entryFields(fields, context, "run the notified handlers"), barrier: false };
}

function readManual(fields: Fields, context: StepContext): ManualTask {
  fields.refuseOthers(["name", "manual", "when", "tags", "source"], "manual task");
  const manual = fields.mapping("manual");
  const inner = new Fields(manual ?? emptyMap(fields.map), context.collector);
  inner.refuseOthers(["instructions", "link", "capture"], "manual task");
  return {
    kind: "manual",
    ...entryFields(fields, context, "a person does this"),
    instructions: inner.value("instructions"),
    link: inner.value("link"),
    capture: captured(inner, context),
    barrier: true,
  };
}

function captured(inner: Fields, { inputs, collector }: StepContext): readonly Input[] {
  const found = inner.entry("capture")?.value;
  const names = found?.kind === "map" ? found.entries.map(({ key }) => key) : inner.words("capture");
  return names.flatMap((name) => {
    const input = inputs.find((one) => one.name === name);
    if (input) return [input];
    collector.attempt(() => {
      throw problem("RB1103", `"${name}" is not declared under "inputs"`, {
        at: found?.span,
        hint:
          didYouMean(
            name,
            inputs.map((one) => one.name),
          ) ?? "Declare it there, with its type and pattern.",
      });
    });
    return [];
  });
}

async function readTask(fields: Fields, context: StepContext): Promise<Task | undefined> {
  const call = await readModuleCall(fields, context.collector);
  if (!call) return undefined;
  const control = fields.mapping("loop_control");
  const loopControl = control && new Fields(control, context.collector);
  loopControl?.refuseOthers(["loop_var", "label"], "loop_control");
  const task = {
    kind: "task" as const,
    ...entryFields(fields, context, call.module.name),
    ...call,
    variables: fields.variables("vars"),
    loop: fields.value("loop") ?? fields.value("with_items"),
    loopVariable: loopControl?.text("loop_var") ?? "item",
    loopLabel: loopControl?.value("label"),
    register: fields.text("register"),
    notify: fields.value("notify"),
    listen: fields.words("listen"),
    become: readBecome(fields),
    environment: fields.value("environment"),
    changedWhen: fields.conditions("changed_when"),
    failedWhen: fields.conditions("failed_when"),
    ignoreErrors: fields.value("ignore_errors"),
    checkMode: fields.flag("check_mode"),
    noLog: fields.flag("no_log") ?? false,
    confirmWithin: context.collector.attempt(() => readConfirmWithin(fields, call)),
  };
  return { ...task, barrier: looksAtOtherHosts(task) };
}

/** Whether any expression of the task names `hostvars`. */
function looksAtOtherHosts(task: Omit<Task, "barrier">): boolean {
  const conditions = [...task.when, ...(task.changedWhen ?? []), ...(task.failedWhen ?? [])];
  const sources = [...task.parameters.values(), ...task.variables.values(), ...(task.loop ? [task.loop] : [])];
  return conditions.some(namesHostvars) || sources.some(sourceNamesHostvars);
}

function sourceNamesHostvars(source: ValueSource): boolean {
  switch (source.kind) {
    case "constant":
      return false;
    case "template":
      return referencesOf(source.template).some(({ name }) => name === "hostvars");
    case "expression":
      return namesHostvars(source.expression);
    case "list":
      return source.items.some(sourceNamesHostvars);
    case "map":
      return source.entries.some(([, value]) => sourceNamesHostvars(value));
  }
}

function namesHostvars(expression: Expression): boolean {
  return referencesOf(expression).some(({ name }) => name === "hostvars");
}

function emptyMap(like: LocatedMap): LocatedMap {
  return { kind: "map", entries: [], span: like.span };
}
