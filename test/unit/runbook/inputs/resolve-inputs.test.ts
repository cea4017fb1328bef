import { describe, expect, test } from "vitest";
import { ProblemError } from "../../../../src/problems/problem.ts";
import { checkInput } from "../../../../src/runbook/inputs/check-input.ts";
import { readExtraVars } from "../../../../src/runbook/inputs/extra-vars.ts";
import { readInputs } from "../../../../src/runbook/inputs/read-inputs.ts";
import { type InputSources, missingInputs, resolveInputs } from "../../../../src/runbook/inputs/resolve-inputs.ts";
import { secretFromCommand } from "../../../../src/secrets/secret-from-command.ts";
import { SecretText } from "../../../../src/secrets/secret-text.ts";
import { readYaml } from "../../../../src/source/read-yaml.ts";

function inputsOf(text: string) {
  const located = readYaml({ name: "r.yaml", text });
  return located.kind === "map" ? readInputs(located) : [];
}

async function resolve(text: string, sources: Partial<InputSources> & { readonly e?: readonly string[] } = {}) {
  const inputs = inputsOf(text);
  const extraVars = await readExtraVars(sources.e ?? [], { inputs, resolvePath: (path) => path });
  return resolveInputs({
    inputs,
    extraVars,
    environment: {},
    ask: undefined,
    runCommand: secretFromCommand,
    ...sources,
  });
}

async function failure(run: () => Promise<unknown>): Promise<ProblemError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("it went well");
}

describe("a value comes from", () => {
  const text = "a: {command: [printf, from-command], default: from-default}";

  test("-e first", async () => {
    const { values } = await resolve(text, { e: ["a=x"], environment: { RUNBOOK_INPUT_A: "y" } });
    expect(values.get("a")).toBe("x");
  });

  test("then the environment, then the command, then the default", async () => {
    expect((await resolve(text, { environment: { RUNBOOK_INPUT_A: "y" } })).values.get("a")).toBe("y");
    expect((await resolve(text)).values.get("a")).toBe("from-command");
    const without = await resolve(text, { runCommand: undefined });
    expect(without.values.has("a")).toBe(false);
    expect(without.defaults.get("a")).toBe("from-default");
  });

  test("a question, where nothing else has one and it is needed", async () => {
    const asked: string[] = [];
    const ask = async (input: { readonly name: string }) => {
      asked.push(input.name);
      return "answer";
    };
    const { values, missing } = await resolve("a: {}\nb: {default: 1}\nc: {required: false}\nd: {secret: true}", {
      ask,
    });
    expect(asked).toEqual(["a", "d"]);
    expect(values.get("d")).toBeInstanceOf(SecretText);
    expect(missing).toEqual([]);
  });
});

test("what nobody gave is missing, and the message names every way to give it", async () => {
  const { missing } = await resolve("client_id: {}\ns: {secret: true}\nc: {required: false}");
  expect(missing.map((input) => input.name)).toEqual(["client_id", "s"]);
  const [first] = missingInputs(missing).problems;
  expect(first?.message).toBe('these inputs are missing: "client_id", "s"');
  expect(first?.hint).toContain("RUNBOOK_INPUT_CLIENT_ID");
});

test("other extra variables come along", async () => {
  expect((await resolve("a: {default: 1}", { e: ["other=x"] })).values.get("other")).toMatchObject({ value: "x" });
});

test("text is taken into the input's type", async () => {
  const text = "n: {type: integer}\nb: {type: boolean}\ns: {}\np: {type: path}";
  const { values } = await resolve(text, { e: ["n=5 b=yes p=/tmp/x", '{"s": 0123}'] });
  expect(Object.fromEntries(values)).toEqual({ n: 5, b: true, s: "0123", p: "/tmp/x" });
});

test("a template waits until it is evaluated, and is checked then", async () => {
  const text = "n: {type: integer, pattern: '[0-9]'}";
  const { values } = await resolve(text, { e: ["n='{{ other }}'"] });
  expect(values.get("n")).toMatchObject({ kind: "scalar", value: "{{ other }}" });
  const [input] = inputsOf(text);
  expect(input && checkInput(input, "7")).toBe(7);
});

test("the environment is never a template", async () => {
  expect((await resolve("a: {}", { environment: { RUNBOOK_INPUT_A: "{{ x }}" } })).values.get("a")).toBe("{{ x }}");
});

test("everything that does not fit is told at once, and no secret is shown", async () => {
  const text =
    "n: {type: integer}\ns: {secret: true, pattern: '[a-z]+', description: Small letters.}\ni: {pattern: '[a-z]+'}";
  const environment = { RUNBOOK_INPUT_N: "x", RUNBOOK_INPUT_S: "HUSH", RUNBOOK_INPUT_I: "UP" };
  const { problems } = await failure(() => resolve(text, { environment }));
  expect(problems.map((one) => `${one.code} ${one.message} | ${one.hint}`)).toEqual([
    'RB3102 the input "n" must be a whole number | undefined',
    'RB3102 the input "s" does not have the right form | Small letters; it must match [a-z]+',
    'RB3102 the input "i" does not have the right form (it is "UP") | it must match [a-z]+',
  ]);
});

describe("a command", () => {
  test("gives what it prints, without the last line end and without a shell", async () => {
    expect(await secretFromCommand(["printf", "%s\\n\\n", "a $HOME b"])).toBe("a $HOME b\n");
  });

  test.each([
    [["sh", "-c", "echo hush; echo hush >&2; exit 3"], "it ended with status 3"],
    [["no-such-program-here"], "there is no such program"],
    [["true"], "it printed nothing"],
    [["sh", "-c", "kill -9 $$"], "it was killed"],
  ])("%j that fails says why, and shows nothing of what it printed", async (command, reason) => {
    const error = await failure(() => secretFromCommand(command));
    expect(error.problems[0]).toMatchObject({ code: "RB3105" });
    expect(error.message).toContain(reason);
    expect(JSON.stringify(error.problems)).not.toContain("hush");
    expect(error.cause).toBeUndefined();
  });

  test("has a deadline, even when a child of it holds on to its output", async () => {
    const error = await failure(() => secretFromCommand(["sh", "-c", "sleep 20 & wait"], 100));
    expect(error.message).toContain("it did not end within 0.1 s");
  });

  test("does not wait for input", async () => {
    expect(await secretFromCommand(["sh", "-c", "cat; echo done"])).toBe("done");
  });
});
