import type { Collector } from "../problems/collector.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { Fields } from "./fields.ts";
import type { Input } from "./inputs/input.ts";
import { playKeywords } from "./keywords.ts";
import type { Play, Step, Task } from "./model.ts";
import { readBecome } from "./read-become.ts";
import { readStep } from "./read-step.ts";
import type { ValueSource } from "./value-source.ts";

/** What reading a play needs besides its text. */
export interface PlayContext {
  readonly index: number;
  readonly inputs: readonly Input[];
  readonly collector: Collector;
}

/** A play. Mistakes inside it go to the collector. */
export async function readPlay(located: Located, { index, inputs, collector }: PlayContext): Promise<Play> {
  if (located.kind !== "map")
    throw problem("RB2101", "a play must be a mapping with hosts and tasks", { at: located.span });
  const fields = new Fields(located, collector);
  fields.refuseOthers(playKeywords, "play");
  const hosts = fields.value("hosts");
  if (!hosts) {
    throw problem("RB1102", 'a play needs "hosts"', { at: located.span, hint: 'For example "hosts: all".' });
  }
  const tags = fields.words("tags");
  const read = (items: readonly Located[], prefix: string) => readAll(items, { prefix, tags, inputs, collector });
  const tasks = await read(fields.list("tasks"), `${index + 1}`);
  const handlers = onlyTasks(await read(fields.list("handlers"), `${index + 1}.h`), collector);
  for (const step of tasks) checkNotifications(step, handlers, collector);
  return {
    name: fields.text("name") ?? `play ${index + 1}`,
    hosts,
    variables: withConnection(fields),
    become: readBecome(fields),
    environment: fields.value("environment"),
    lock: fields.value("lock"),
    tasks,
    handlers,
    span: located.span,
    written: located,
  };
}

interface StepsContext {
  readonly prefix: string;
  readonly tags: readonly string[];
  readonly inputs: readonly Input[];
  readonly collector: Collector;
}

async function readAll(
  items: readonly Located[],
  { prefix, tags, inputs, collector }: StepsContext,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const [index, item] of items.entries()) {
    const context = { id: `${prefix}.${index + 1}`, tags, inputs, collector };
    const step = await collector.attemptLater(() => readStep(item, context));
    if (step) steps.push(step);
  }
  return steps;
}

function onlyTasks(steps: readonly Step[], collector: Collector): readonly Task[] {
  return steps.filter((step): step is Task => {
    if (step.kind === "task") return true;
    collector.attempt(() => {
      throw problem("RB2103", "a handler must run a module", { at: step.span });
    });
    return false;
  });
}

function checkNotifications(step: Step, handlers: readonly Task[], collector: Collector): void {
  if (step.kind !== "task" || !step.notify) return;
  const known = handlers.flatMap((handler) => [handler.name, ...handler.listen]);
  for (const source of step.notify.kind === "list" ? step.notify.items : [step.notify]) {
    if (source.kind !== "constant" || known.includes(String(source.value))) continue;
    collector.attempt(() => {
      const name = String(source.value);
      throw problem("RB2104", `no handler is named "${name}"`, { at: source.span, hint: didYouMean(name, known) });
    });
  }
}

/** `connection`, `remote_user` and `port` of a play are variables of its hosts. */
function withConnection(fields: Fields): ReadonlyMap<string, ValueSource> {
  const variables = new Map(fields.variables("vars"));
  const names = { connection: "ansible_connection", remote_user: "ansible_user", port: "ansible_port" } as const;
  for (const [keyword, variable] of Object.entries(names)) {
    const value = fields.value(keyword);
    if (value) variables.set(variable, value);
  }
  return variables;
}
