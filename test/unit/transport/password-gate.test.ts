import { describe, expect, test } from "vitest";
import { PasswordGate } from "../../../src/transport/password-gate.ts";
import { problemOf } from "../../fault/transport/caught.ts";

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise<"later">((resolve) => setImmediate(() => resolve("later")));
  return (await Promise.race([promise, later])) !== "later";
}

describe("a password for a fleet", () => {
  test("two hosts are asked, the others when one of them has taken it", async () => {
    const gate = new PasswordGate();
    const first = await gate.enter("web1");
    await gate.enter("web2");
    const third = gate.enter("web3");
    expect(await settled(third)).toBe(false);
    first("accepted");
    await third;
    await gate.enter("web4");
  });

  test("a host that drops out makes room for another", async () => {
    const gate = new PasswordGate();
    const first = await gate.enter("web1");
    await gate.enter("web2");
    const third = gate.enter("web3");
    first("unknown");
    first("refused");
    await third;
  });

  test("after two refusals nobody is asked, whoever waits or has taken it before", async () => {
    const gate = new PasswordGate();
    const first = await gate.enter("web1");
    const second = await gate.enter("web2");
    const waiting = problemOf(gate.enter("web3"));
    first("refused");
    second("refused");
    expect(await waiting).toMatchObject({
      code: "RB4006",
      message: expect.stringContaining("web1 and web2 refused it"),
    });
    expect((await problemOf(gate.enter("web4"))).code).toBe("RB4006");
  });

  test("one refusal leaves room for one host at a time", async () => {
    const gate = new PasswordGate();
    (await gate.enter("web1"))("refused");
    const second = await gate.enter("web2");
    const third = gate.enter("web3");
    expect(await settled(third)).toBe(false);
    second("accepted");
    await third;
  });
});
