import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { codeOf, keepsShells } from "./shell-contract.ts";

describe.skipIf(!canRunSshd)("against OpenSSH (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.close());
  const connect = () => createSsh2Transport({ deadlines: { grace: 300 } }).connect(sshd.target);
  keepsShells("ssh2 and OpenSSH", connect);
  keepsShells("ssh2, OpenSSH and sudo", async () => {
    const connection = await connect();
    return {
      hostKey: connection.hostKey,
      counters: connection.counters,
      openShell: (library, _, opening) => connection.openShell(library, { method: "sudo", user: "nobody" }, opening),
      close: () => connection.close(),
    };
  });

  test("becomes another user by sudo, in that user's home, with nothing of ours in sudo's arguments", async () => {
    const connection = await connect();
    const shell = await connection.openShell("secret_sauce() { id -un; }", { method: "sudo", user: "nobody" });
    const reply = await shell.run({ script: "secret_sauce; ps -eo args", kind: "own", deadline: 5_000 });
    const output = Buffer.from(reply.stdout.head).toString();
    expect(output.split("\n")[0]).toBe("nobody");
    expect(output).toContain("sudo -n -u nobody -H -- sh -c");
    expect(output).not.toContain("secret_sauce");
    await connection.close();
  });

  test("says in sudo's own words why it refused", async () => {
    const connection = await connect();
    const refused = await connection.openShell("", { method: "sudo", user: "root" }).catch((error: unknown) => error);
    expect(codeOf(refused)).toBe("RB4010");
    expect(String(refused)).toContain("a password is required");
    const missing = await connection
      .openShell("", { method: "sudo", user: "no-such" })
      .catch((error: unknown) => error);
    expect(String(missing)).toContain("unknown user");
    expect(
      (await (await connection.openShell("", undefined)).run({ script: "id", kind: "user", deadline: 5_000 })).status,
    ).toBe(0);
    await connection.close();
  });
});
