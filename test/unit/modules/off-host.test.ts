import { describe, expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { UnknownError } from "../../../src/expression/unknown-error.ts";
import { valueMap } from "../../../src/expression/value.ts";
import assert from "../../../src/modules/assert.ts";
import debug from "../../../src/modules/debug.ts";
import fail from "../../../src/modules/fail.ts";
import setFact from "../../../src/modules/set-fact.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { decideWith, evaluated, refusal, resultOf } from "../../support/decide-with.ts";

const unknown = new Unknown("known after: Restart pipelined");
const secret = new SecretText("password", "hunter2");

describe("assert", () => {
  test("passes when all conditions hold, and says so when told what to say", async () => {
    const that = [evaluated("1 < 2", true), evaluated("a == a", true)];
    expect(await decideWith(assert, { that })).toEqual({
      changes: [],
      result: valueMap([["msg", "All assertions passed"]]),
    });
    expect(await decideWith(assert, { that, success_msg: "Fine." })).toMatchObject({ message: "Fine." });
    expect(await decideWith(assert, { that, success_msg: "Fine.", quiet: true })).not.toHaveProperty("message");
  });

  test("names the condition that does not hold", async () => {
    const that = [evaluated("1 < 2", true), evaluated("2 < 1", false)];
    expect(await refusal(decideWith(assert, { that }))).toBe("RB5010 this does not hold: 2 < 1");
    expect(await refusal(decideWith(assert, { that, fail_msg: "No." }))).toBe("RB5010 No. | The condition was: 2 < 1");
  });

  test("takes nothing else for true", async () => {
    const said = refusal(decideWith(assert, { that: evaluated("answer", "false") }));
    expect(await said).toContain('RB1101 "answer" must be true or false, not text');
  });

  test("cannot tell when a condition is unknown, unless another one is plainly false", async () => {
    const that = [evaluated("x", unknown), evaluated("y", true)];
    await expect(decideWith(assert, { that })).rejects.toThrow(UnknownError);
    await expect(decideWith(assert, { that })).rejects.toMatchObject({ unknown });
    expect(await refusal(decideWith(assert, { that: [...that, evaluated("z", false)] }))).toContain("RB5010");
  });
});

describe("debug", () => {
  test("shows a message as it is, other values as JSON", async () => {
    expect(await decideWith(debug, { msg: "Hello" })).toMatchObject({ message: "Hello" });
    expect(await decideWith(debug, { msg: valueMap([["a", 1]]) })).toMatchObject({ message: '{\n  "a": 1\n}' });
    expect(await decideWith(debug, {})).toMatchObject({ message: "Hello world!" });
  });

  test("shows a value under its expression, and registers it so", async () => {
    const decision = await decideWith(debug, { var: evaluated("a.b", 7) });
    expect(decision).toMatchObject({ message: "a.b: 7" });
    expect(resultOf(decision)).toEqual({ "a.b": 7 });
  });

  test("never shows a secret, nor guesses what is unknown", async () => {
    expect(await decideWith(debug, { msg: secret })).toMatchObject({ message: "(secret password)" });
    const { message } = await decideWith(debug, { msg: valueMap([["list", [secret, unknown]]]) });
    expect(message).toContain('"(secret password)"');
    expect(message).toContain('"(known after: Restart pipelined)"');
    expect(await decideWith(debug, { var: evaluated("x", unknown) })).toMatchObject({
      message: "x: (known after: Restart pipelined)",
    });
  });

  test("shows nothing above verbosity 0, and not two things", async () => {
    expect(await decideWith(debug, { msg: "Hello", verbosity: 1 })).not.toHaveProperty("message");
    expect(await refusal(decideWith(debug, { msg: "a", var: evaluated("b", 1) }))).toContain("RB5009");
  });
});

describe("set_fact", () => {
  test("sets what it is given, with types, unknowns too", async () => {
    const facts = valueMap([
      ["port", 80],
      ["pid", unknown],
    ]);
    expect(await decideWith(setFact, { facts })).toMatchObject({ changes: [], sets: facts });
  });

  test("refuses what cannot be a variable's name, and facts that last", async () => {
    const odd = valueMap([["my-port", 80]]);
    expect(await refusal(decideWith(setFact, { facts: odd }))).toContain('RB5009 "my-port" cannot be the name');
    const given = { facts: valueMap([["port", 80]]), cacheable: true };
    expect(await refusal(decideWith(setFact, given))).toContain('"cacheable" is not supported');
  });
});

test("fail fails, with its message", async () => {
  expect(await refusal(decideWith(fail, { msg: "Not here." }))).toBe("RB5010 Not here.");
  expect(await refusal(decideWith(fail, {}))).toBe("RB5010 Failed as requested from task");
});
