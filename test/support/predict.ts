import { decide } from "../../src/engine/decide.ts";
import { allHold } from "../../src/engine/judge.ts";
import { scopeOf } from "../../src/expression/scope.ts";
import { type Value, valueMap } from "../../src/expression/value.ts";
import { ProblemError } from "../../src/problems/problem.ts";
import { readRunbook } from "../../src/runbook/read-runbook.ts";
import { evaluateSource } from "../../src/runbook/value-source.ts";
import { fakeProject } from "./fake-project.ts";
import { renderedFor } from "./rendered.ts";
import type { TestHost } from "./test-host.ts";

/** Runs a runbook's tasks on a host that tests carry out themselves, without the engine; failures are ignored. */
export async function predict(
  text: string,
  host: TestHost,
  given: Readonly<Record<string, Value>>,
  beside = {},
): Promise<void> {
  const { runbook } = await readRunbook({ name: "runbook.yaml", text }, "/");
  const variables = new Map(Object.entries(given));
  for (const task of runbook.plays[0]?.tasks ?? []) {
    if (task.kind !== "task") throw new Error(`${task.name} is no task of a module`);
    const own = [...task.variables].map(
      ([name, source]) => [name, evaluateSource(source, scopeOf(valueMap(variables)))] as const,
    );
    const scope = scopeOf(valueMap([...variables, ...own]));
    if (allHold(task.when, scope) !== true) continue;
    try {
      const decided = await decide(task, scope, host, fakeProject(beside, renderedFor(scope)));
      if (decided.kind === "undecided") throw new Error(`undecided: ${decided.unknown.because}`);
      const { changes, result, sets = {}, gathered = {} } = decided.decision;
      await host.apply(changes);
      for (const [name, value] of Object.entries({ ...gathered, ...sets })) variables.set(name, value);
      if (task.register !== undefined) variables.set(task.register, result ?? null);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (task.register !== undefined) variables.set(task.register, valueMap([["failed", true]]));
    }
  }
}
