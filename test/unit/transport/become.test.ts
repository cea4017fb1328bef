import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promptMark, startedMark } from "../../../src/transport/become-command.ts";
import { BecomeConversation } from "../../../src/transport/become-conversation.ts";
import { BecomeGate } from "../../../src/transport/become-gate.ts";
import { problemOf } from "../../fault/transport/caught.ts";

const nonce = "00ff00ff00ff00ff";

/** What a conversation tells of texts on standard error, and what its listener hears. */
async function told(method: "sudo" | "su" | "doas", texts: readonly string[], chunk = 1_000) {
  const after: Buffer[] = [];
  const listener = { stdout() {}, stderr: (bytes: Buffer) => void after.push(bytes), closed() {} };
  const conversation = new BecomeConversation(listener, method, nonce);
  const kinds: string[] = [];
  for (const text of texts) {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunk) conversation.stderr(bytes.subarray(at, at + chunk));
    while (conversation.goesOn) kinds.push((await conversation.next()).kind);
  }
  return { kinds, after: Buffer.concat(after).toString(), words: conversation.words() };
}

describe("what sudo and su say before the other user's shell", () => {
  test("is understood however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (chunk) => {
        const texts = [`We trust you: \n${promptMark(nonce)} `, `Sorry, try again.\n${promptMark(nonce)} `];
        expect((await told("sudo", texts, chunk)).kinds).toEqual(["asked", "asked"]);
        const taken = await told("sudo", [`${promptMark(nonce)} `, `hi\n${startedMark(nonce)}\nrest: `], chunk);
        expect(taken).toMatchObject({ kinds: ["asked", "started"], after: "\nrest: " });
      }),
    );
  });

  test.each(["Password: ", "Passwort: ", "密码：", "Mot de passe : "])(
    "su asks in any language: %s",
    async (prompt) => {
      expect((await told("su", ["noise of a login: ", `\n[${nonce} su]\n${prompt}`])).kinds).toEqual(["asked"]);
    },
  );

  test("a question without our mark is not sudo's", async () => {
    const { kinds, words } = await told("sudo", ["Verification code: ", "[0000 password] "]);
    expect([kinds, words]).toEqual([[], "Verification code: [0000 password]"]);
  });

  test("a refusal that quotes our command is short, and no start", async () => {
    const said = `Sorry, user ann may not run '/usr/bin/sh -c printf "\n[%s started]\n" ${nonce} >&2; eval "x"' as root.`;
    expect(await told("sudo", [said])).toMatchObject({ kinds: [], words: "Sorry, user ann may not run 'sh' as root." });
  });
});

describe("the become password", () => {
  test("is never sent again to a host where it was not taken, nor anywhere after two refusals", async () => {
    const gate = new BecomeGate();
    (await gate.enter("web1"))("refused");
    expect((await problemOf(gate.enter("web1"))).message).toContain("was not sent again");
    (await gate.enter("web2"))("unknown");
    expect((await problemOf(gate.enter("web2"))).message).toContain("was not sent again");
    (await gate.enter("web3"))("refused");
    const spared = await problemOf(gate.enter("web4"));
    expect([spared.code, spared.message]).toEqual(["RB4010", expect.stringContaining("web1 and web3 refused it")]);
  });

  test("is sent for one user of a host after the other", async () => {
    const gate = new BecomeGate();
    const first = await gate.enter("web1");
    const order: string[] = [];
    const second = gate.enter("web1").then(() => order.push("second"));
    order.push("first");
    first("accepted");
    await second;
    expect(order).toEqual(["first", "second"]);
  });
});
