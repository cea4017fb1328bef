import { expect, test } from "vitest";
import shell from "../../../src/modules/shell.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { decideWith, refusal } from "../../support/decide-with.ts";

test("shell hands its text to sh as it is", async () => {
  const { changes } = await decideWith(shell, { cmd: 'echo "$HOME" | wc -c > /tmp/x' });
  expect(changes).toMatchObject([{ run: { script: 'echo "$HOME" | wc -c > /tmp/x', args: [] } }]);
});

test("shell runs bash when it is asked for", async () => {
  const { changes } = await decideWith(shell, { cmd: "[[ a == a ]]", executable: "/bin/bash" });
  expect(changes).toMatchObject([{ run: { argv: ["/bin/bash", "-c", "[[ a == a ]]"] } }]);
});

test("shell refuses other shells, secrets in its text, and no text", async () => {
  expect(await refusal(decideWith(shell, { cmd: "a", executable: "/bin/zsh" }))).toContain("RB1101");
  const secret = new SecretText("password", "login hunter2");
  expect(await refusal(decideWith(shell, { cmd: secret }))).toMatch(
    /^RB5011 the text holds \(secret password\).* \| Pass it/,
  );
  expect(await refusal(decideWith(shell, { cmd: " \n" }))).toBe("RB5009 there is no text to run");
});
