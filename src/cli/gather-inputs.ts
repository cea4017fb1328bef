import { dirname, resolve } from "node:path";
import { selectSteps } from "../engine/select-steps.ts";
import { Unknown } from "../expression/unknown.ts";
import { checkInput, isLocated } from "../runbook/inputs/check-input.ts";
import { readExtraVars } from "../runbook/inputs/extra-vars.ts";
import type { Input, InputValue } from "../runbook/inputs/input.ts";
import { missingInputs, resolveInputs } from "../runbook/inputs/resolve-inputs.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Runbook } from "../runbook/model.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import { secretFromCommand } from "../secrets/secret-from-command.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Opener, Span } from "../source/span.ts";
import type { VariableFlags } from "./flags.ts";
import { ask } from "./prompt.ts";
import type { World } from "./world.ts";

/** Values from outside, as a run uses them. `values` grows when a person answers. */
export interface GatheredInputs {
  readonly values: ReadonlyMap<string, ValueSource>;
  readonly defaults: ReadonlyMap<string, ValueSource>;
  /** Asks for what is missing and no manual task of the run asks for; RB3101 where nobody can be asked. */
  complete(selection: Parameters<typeof selectSteps>[1]): Promise<void>;
  /** Asks for those of these inputs that have no value, each until the answer has the right form. */
  capture(inputs: readonly Input[]): Promise<void>;
  /** Whether a value of any of these is missing. */
  isMissing(inputs: readonly Input[]): boolean;
}

/** What gathering needs besides the world; `keepSecret` hears of every secret. */
export interface GatherOptions {
  readonly flags: VariableFlags;
  readonly keepSecret: (secret: SecretText) => void;
  /** Opens what is vaulted in files of `-e`. */
  readonly vault?: Opener | undefined;
}

/** Reads `-e`, the environment and the commands of inputs. In a plan, what is missing is unknown. RB3xxx. */
export async function gatherInputs(
  world: World,
  runbook: Runbook,
  { flags, keepSecret, vault }: GatherOptions,
): Promise<GatheredInputs> {
  const { inputs } = runbook;
  const resolvePath = (path: string) => resolve(world.directory, path);
  const extraVars = await readExtraVars(flags.extraVars ?? [], { inputs, resolvePath, vault });
  const runCommand = (command: readonly string[]) => secretFromCommand(command);
  const found = await resolveInputs({ inputs, extraVars, environment: world.environment, ask: undefined, runCommand });
  const whole: Span = { file: runbook.file, start: 0, end: 0 };
  const given = absolutePaths(inputs, found.values, world.directory);
  const values = new Map([...given].map(([name, value]) => [name, sourceOf(value, whole)]));
  for (const value of found.values.values()) if (value instanceof SecretText) keepSecret(value);
  const missing = new Set(found.missing);
  const strange = [...extraVars.values.keys()].filter((name) => !inputs.some((input) => input.name === name));
  for (const { name, span } of missing) {
    values.set(name, { kind: "constant", value: new Unknown(`the input "${name}" is not given`), span });
  }
  const capture = async (wanted: readonly Input[]) => {
    for (const input of wanted.filter((one) => missing.has(one))) {
      const value = await askFor(world, input);
      if (value instanceof SecretText) keepSecret(value);
      values.set(input.name, sourceOf(value, input.span));
      missing.delete(input);
    }
  };
  return {
    values,
    defaults: defaultsOf(inputs, found.defaults, whole),
    capture,
    isMissing: (wanted) => wanted.some((one) => missing.has(one)),
    async complete(selection) {
      if (missing.size > 0 && !world.input.isTTY) throw missingInputs([...missing], strange);
      const later = capturedInputs(runbook, selection);
      await capture([...missing].filter((input) => !later.has(input)));
    },
  };
}

function capturedInputs(runbook: Runbook, selection: Parameters<typeof selectSteps>[1]): ReadonlySet<Input> {
  const steps = selectSteps(runbook, selection).flatMap(({ steps: selected }) => leavesOf(selected));
  return new Set(steps.flatMap((step) => (step.kind === "manual" ? step.capture : [])));
}

/** Defaults, and nothing for what is neither required nor given. */
function defaultsOf(
  inputs: readonly Input[],
  given: ReadonlyMap<string, InputValue>,
  at: Span,
): ReadonlyMap<string, ValueSource> {
  const nothing: ValueSource = { kind: "constant", value: null, span: at };
  return new Map(
    inputs
      .filter(({ required, name }) => given.has(name) || !required)
      .map(({ name }) => {
        const value = given.get(name);
        return [name, value === undefined ? nothing : sourceOf(value, at)];
      }),
  );
}

/** Paths of this machine, made absolute: those in a file of `-e` start in its folder, others in the working directory. */
function absolutePaths(
  inputs: readonly Input[],
  values: ReadonlyMap<string, InputValue>,
  directory: string,
): ReadonlyMap<string, InputValue> {
  const paths = new Set(inputs.filter(({ type }) => type === "path").map(({ name }) => name));
  return new Map([...values].map(([name, value]) => [name, paths.has(name) ? absolutePath(value, directory) : value]));
}

function absolutePath(value: InputValue, directory: string): InputValue {
  if (typeof value === "string") return resolve(directory, value);
  if (!isLocated(value) || value.kind !== "scalar" || value.source === "") return value;
  const { file } = value.span;
  const start = file.name === "-e" ? directory : dirname(resolve(directory, file.name));
  return resolve(start, value.source);
}

function sourceOf(value: InputValue, at: Span): ValueSource {
  return isLocated(value) ? compileValue(value) : { kind: "constant", value, span: at };
}

async function askFor(world: World, input: Input): Promise<InputValue> {
  for (;;) {
    const about = input.description === undefined ? "" : `${input.description}\n`;
    const answer = (await ask(world, `\n${about}${input.name}: `, { hidden: input.secret })).trim();
    if (input.isAskedTwice && answer !== (await ask(world, `${input.name} again: `, { hidden: input.secret })).trim()) {
      world.errors.write("These are not the same.\n");
      continue;
    }
    try {
      return checkInput(input, input.secret ? new SecretText(input.name, answer) : answer);
    } catch (error) {
      world.errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}
