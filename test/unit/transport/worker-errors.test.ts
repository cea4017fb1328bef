import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { ProblemError, problem } from "../../../src/problems/problem.ts";
import { ConnectionLostError } from "../../../src/transport/connection-lost.ts";
import { EarlyDropError } from "../../../src/transport/early-drop.ts";
import { LateError } from "../../../src/transport/late-error.ts";
import { packError, unpackError } from "../../../src/transport/worker-errors.ts";

/** From one process to another. */
const travelled = (error: unknown) => unpackError(deserialize(serialize(packError(error))));

test.each([true, false])("a lost connection still tells whether the frame may have begun: %s", (started) => {
  const error = travelled(new ConnectionLostError("web1: gone", started));
  expect(error).toBeInstanceOf(ConnectionLostError);
  expect(error).toMatchObject({ started, message: "web1: gone", problems: [{ code: "RB4007" }] });
});

test.each(["stopped", "alive", "unknown"] as const)(
  "a passed deadline still tells what is left of the frame: %s",
  (rest) => {
    const error = travelled(new LateError("web1: no answer within 3 s", { rest, hint: "they may still run" }));
    expect(error).toBeInstanceOf(LateError);
    const problems = [{ code: "RB5008", message: "web1: no answer within 3 s", hint: "they may still run" }];
    expect(error).toMatchObject({ rest, message: "web1: no answer within 3 s", problems });
  },
);

test("a problem keeps its code, its sentence and its hint, and leaves its cause behind", () => {
  const cause = new Error("something with a socket");
  for (const one of [problem("RB4006", "web1: no", { hint: "use a key", cause }), problem("RB4001", "web1: closed")]) {
    const error = travelled(one);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ message: one.message, problems: one.problems });
    expect(error.cause).toBe(undefined);
  }
  expect(travelled(new EarlyDropError("web1: hung up", cause))).toMatchObject({ problems: [{ code: "RB4001" }] });
});

test("a mistake of ours keeps the place where it was made", () => {
  expect(travelled(new TypeError("x is no function")).message).toMatch(/^TypeError: x is no function\n.*worker-errors/);
  expect(travelled("just a text").message).toBe("just a text");
});
