import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

describe("logins", () => {
  let server: PracticeServer;
  let offered: string[] = [];
  beforeAll(async () => {
    server = await startServer({
      authentication: (context) => {
        if (context.method === "publickey" && !context.signature) offered.push(context.key.data.toString("base64"));
        else if (context.method !== "publickey") offered.push(context.method);
      },
    });
    for (const name of ["other", "second", "locked"]) {
      const passphrase = name === "locked" ? "open sesame" : "";
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-f", join(server.folder, name)]);
    }
    writeFileSync(join(server.folder, "garbage"), "not a key\n");
  });
  beforeEach(() => {
    offered = [];
  });
  afterAll(() => server.close());

  const connect = (target: SshTarget) => createSsh2Transport().connect(target);
  const files = (...names: readonly string[]): SshTarget => ({
    ...server.target,
    keyFiles: names.map((name) => join(server.folder, name)),
  });

  test("tries the key files in their order, and nothing else", async () => {
    await (await connect(files("other", "id"))).close();
    expect(offered).toEqual([publicKey("other"), publicKey("id")]);
  });

  test("a wrong key is refused once, by name, and not tried again", async () => {
    const problem = await problemOf(connect(files("other")));
    expect(problem).toMatchObject({
      code: "RB4006",
      message: expect.stringContaining("did not accept the login as neolane"),
    });
    expect(problem.hint).toContain(join(server.folder, "other"));
    expect(offered).toEqual([publicKey("other")]);
  });

  test("offers at most five keys", async () => {
    const many = ["other", "second", "other", "second", "other", "id", "id"];
    expect((await problemOf(connect(files(...many)))).code).toBe("RB4006");
    expect(offered.length).toBe(5);
  });

  test.each([
    ["missing", "it does not exist"],
    ["garbage", "cannot be used"],
    ["id.pub", "it holds no private key"],
    ["locked", "protected by a passphrase"],
  ])("says what is wrong with the key file %s", async (name, words) => {
    const problem = await problemOf(connect(files(name)));
    expect(problem).toMatchObject({
      code: "RB4009",
      message: expect.stringContaining(words),
      hint: expect.any(String),
    });
    expect(offered).toEqual([]);
  });

  test("says that there is no key at all", async () => {
    expect(await problemOf(connect(files()))).toMatchObject({
      code: "RB4009",
      message: "web1: there is no key to log in with",
    });
  });

  test("uses the agent after the files, also for a key that is locked on disk", async () => {
    const agent = join(server.folder, "agent");
    const daemon = spawn("ssh-agent", ["-D", "-a", agent], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void daemon.kill());
    await new Promise((resolve) => daemon.stdout.once("data", resolve));
    for (const name of ["other", "second", "id"]) {
      execFileSync("ssh-add", ["-q", join(server.folder, name)], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
    }
    await (await connect({ ...files("other", "locked"), agent })).close();
    expect(offered).toEqual([publicKey("other"), publicKey("second"), publicKey("id")]);
  });

  test("says that the agent cannot be used", async () => {
    const problem = await problemOf(connect({ ...files(), agent: join(server.folder, "no-agent") }));
    expect(problem).toMatchObject({ code: "RB4009", message: expect.stringContaining("no-agent cannot be used") });
  });

  function publicKey(name: string): string {
    return readFileSync(join(server.folder, `${name}.pub`), "utf8").split(" ")[1] ?? "";
  }
});
