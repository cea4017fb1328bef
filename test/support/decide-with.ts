import type { Value } from "../../src/expression/value.ts";
import { valueFromJson, valueMap } from "../../src/expression/value.ts";
import type { Decision, Module, Project } from "../../src/modules/contract/define-module.ts";
import type { HostView } from "../../src/modules/contract/host-view.ts";
import { ProblemError } from "../../src/problems/problem.ts";
import { fakeHost } from "./fake-host.ts";
import { fakeProject } from "./fake-project.ts";
import type { TestHost } from "./test-host.ts";

/** Arguments as a task gives them, templates filled in. */
export type Arguments = Readonly<Record<string, Value>>;

/** What a module decides for these arguments, which are read as its parameters say. */
export async function decideWith(
  module: Module,
  given: Arguments,
  host: HostView = fakeHost(),
  project: Project = fakeProject(),
): Promise<Decision> {
  const parameters = Object.entries(module.parameters).map(([name, kind]) => {
    return [name, kind.parse(given[name], { name, at: undefined })] as const;
  });
  return module.decide(Object.fromEntries(parameters), host, project);
}

/** Decides, applies, and makes sure that deciding again finds nothing to do. The files afterwards. */
export async function settle(
  module: Module,
  given: Arguments,
  host: TestHost,
  project: Project = fakeProject(),
): Promise<Readonly<Record<string, string>>> {
  await host.apply((await decideWith(module, given, host, project)).changes);
  const again = await decideWith(module, given, host, project);
  if (again.changes.length > 0) throw new Error(`the second run would still change ${JSON.stringify(again.changes)}`);
  return host.files();
}

/** `CODE message` of the problem that a decision ends with, and its hint. */
export async function refusal(decision: Promise<Decision>): Promise<string> {
  try {
    await decision;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message, hint }) => `${code} ${message}${hint ? ` | ${hint}` : ""}`).join("\n");
  }
  throw new Error("nothing was refused");
}

/** An expression's argument: its text and its value. */
export function evaluated(source: string, value: Value): Value {
  return valueMap([
    ["source", source],
    ["value", value],
  ]);
}

/** A decision's result without its prototype peculiarities, for comparing. */
export function resultOf(decision: Decision): unknown {
  return JSON.parse(JSON.stringify(decision.result ?? valueFromJson({})));
}
