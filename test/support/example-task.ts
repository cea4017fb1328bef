import { type Decided, decide } from "../../src/engine/decide.ts";
import type { Scope } from "../../src/expression/scope.ts";
import type { Example } from "../../src/modules/contract/define-module.ts";
import type { HostView } from "../../src/modules/contract/host-view.ts";
import type { Task } from "../../src/runbook/model.ts";
import { readRunbook } from "../../src/runbook/read-runbook.ts";
import { fakeProject } from "./fake-project.ts";
import { renderedFor } from "./rendered.ts";

/** A play that runs nothing but the example's task: what `runbook apply` takes. */
export function exampleRunbook({ title, task }: Pick<Example, "title" | "task">): string {
  const indented = task.trimEnd().replaceAll("\n", "\n      ");
  return `- hosts: all\n  gather_facts: false\n  tasks:\n    - name: ${JSON.stringify(title)}\n      ${indented}\n`;
}

/** The example's task as a runbook's reader makes it. */
export async function exampleTask({ title, task }: Example): Promise<Task> {
  const text = exampleRunbook({ title, task });
  const { runbook } = await readRunbook({ name: title, text }, "/");
  const step = runbook.plays[0]?.tasks[0];
  if (step?.kind !== "task") throw new Error(`the example "${title}" is no task of a module`);
  return step;
}

/** What the example's module decides on a host, with no variables set. */
export async function decideExample(example: Example, host: HostView): Promise<Decided> {
  return decide(
    await exampleTask(example),
    nothingDefined,
    host,
    fakeProject(example.beside, renderedFor(nothingDefined)),
  );
}

const nothingDefined: Scope = { lookup: () => undefined, names: () => [] };
