import { Collector } from "../../problems/collector.ts";
import { nearest } from "../../problems/did-you-mean.ts";
import { type ProblemError, problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { checkInput } from "./check-input.ts";
import { type ExtraVars, environmentName } from "./extra-vars.ts";
import type { Input, InputValue } from "./input.ts";

/** Where values of inputs may come from. Without `ask` nobody is asked, without `runCommand` nothing is started. */
export interface InputSources {
  readonly inputs: readonly Input[];
  readonly extraVars: ExtraVars;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask: ((input: Input) => Promise<string>) | undefined;
  readonly runCommand: ((command: readonly string[]) => Promise<string>) | undefined;
}

/** What was found. `values` holds all extra variables too; defaults are apart, since everything else wins over them. */
export interface ResolvedInputs {
  readonly values: ReadonlyMap<string, InputValue>;
  readonly defaults: ReadonlyMap<string, InputValue>;
  readonly missing: readonly Input[];
}

/**
 * Values for inputs, from the first source that has one: `-e`, the environment (`RUNBOOK_INPUT_NAME`), the input's command,
 * its default, a question. Throws all RB3102 at once; RB3105 when a command fails.
 */
export async function resolveInputs(sources: InputSources): Promise<ResolvedInputs> {
  const collector = new Collector();
  const values = new Map<string, InputValue>(sources.extraVars.values);
  const defaults = new Map<string, InputValue>();
  const missing: Input[] = [];
  for (const input of sources.inputs) {
    const found = await collector.attemptLater(() => given(input, sources));
    const at = sources.extraVars.places.get(input.name);
    const value = found === undefined ? undefined : collector.attempt(() => checkInput(input, found, at));
    if (value !== undefined) values.set(input.name, value);
    else if (input.default) defaults.set(input.name, checkInput(input, input.default, input.default.span));
    else if (input.required) missing.push(input);
  }
  collector.throwErrors();
  return { values, defaults, missing };
}

async function given(input: Input, sources: InputSources): Promise<InputValue | undefined> {
  const { name, command } = input;
  const extra = sources.extraVars.values.get(name);
  if (extra !== undefined) return extra;
  const text =
    (sources.environment[environmentName(name)] || undefined) ??
    (command && sources.runCommand ? await sources.runCommand(command) : undefined) ??
    (input.required && !input.default && sources.ask ? await sources.ask(input) : undefined);
  return text !== undefined && input.secret ? new SecretText(name, text) : text;
}

/** RB3101 for inputs that nothing gave a value for: which ones, and every way to give them; `given` are names that were. */
export function missingInputs(missing: readonly Input[], given: Iterable<string> = []): ProblemError {
  const names = missing.map((input) => `"${input.name}"`).join(", ");
  const first = missing[0];
  const strange = [...given];
  const slips = missing.flatMap(({ name }) => {
    const near = nearest(name, strange);
    return near === undefined ? [] : [`"${near}" was given: did you mean "${name}"?`];
  });
  const hint = [
    `put ${missing.length === 1 ? "it" : "them"} into a YAML file (chmod 600) and use -e @FILE`,
    ...(first ? [`or set ${environmentName(first.name)} in the environment`] : []),
    ...(first && !first.secret ? [`or use -e ${first.name}=VALUE`] : []),
  ].join(", ");
  const message = missing.length === 1 ? `the input ${names} is missing` : `these inputs are missing: ${names}`;
  return problem("RB3101", message, { at: first?.span, hint: [...slips, hint].join("\n") });
}
