import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { problemOf } from "./caught.ts";

describe.skipIf(!canRunSshd)("OpenSSH at its limits (needs root, sshd and sudo)", () => {
  test("MaxStartups cuts logins off before they begin, and all get in all the same", async () => {
    const sshd = await started(["MaxStartups 2:100:2"]);
    const transport = createSsh2Transport({ backoff: 150 });
    const connections = await Promise.all(Array.from({ length: 8 }, () => transport.connect(sshd.target)));
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test("MaxSessions refuses another shell, and the first goes on", async () => {
    const sshd = await started(["MaxSessions 1"]);
    const connection = await createSsh2Transport({ jitter: () => 0 }).connect(sshd.target);
    const shell = await connection.openShell("", undefined);
    expect(await problemOf(connection.openShell("", undefined))).toMatchObject({ code: "RB4013" });
    expect((await shell.run({ script: "true", kind: "own", deadline: 5_000 })).status).toBe(0);
    await connection.close();
  });

  test("a session process that is killed in the middle of a frame is a loss, not a success", async () => {
    const sshd = await started();
    const connection = await createSsh2Transport().connect(sshd.target);
    const shell = await connection.openShell("", undefined);
    const run = shell.run({ script: "kill -9 $(ps -o ppid= -p $$); sleep 1", kind: "user", deadline: 10_000 });
    await expect(run).rejects.toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    await connection.close();
  });

  test("never signs with SHA-1, also for an sshd that wants nothing else", async () => {
    const sshd = await started(["PubkeyAcceptedAlgorithms ssh-rsa"]);
    const rsa = join(sshd.folder, "rsa");
    execFileSync("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", rsa]);
    appendFileSync(join(sshd.folder, "authorized_keys"), readFileSync(`${rsa}.pub`));
    const login = createSsh2Transport().connect({ ...sshd.target, keyFiles: [rsa] });
    expect(await problemOf(login)).toMatchObject({ code: "RB4006" });
  });

  test("logs in with an RSA key and newer signatures", async () => {
    const sshd = await started();
    const rsa = join(sshd.folder, "rsa");
    execFileSync("ssh-keygen", ["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", rsa]);
    appendFileSync(join(sshd.folder, "authorized_keys"), readFileSync(`${rsa}.pub`));
    await (await createSsh2Transport().connect({ ...sshd.target, keyFiles: [rsa] })).close();
  });
});

/** An sshd for one test. */
async function started(lines: readonly string[] = []): Promise<RealSshd> {
  const sshd = await startSshd(lines);
  onTestFinished(() => sshd.close());
  return sshd;
}
