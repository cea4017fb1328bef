import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, type ServerOptions, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

const servers: PracticeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server that takes a password, and what logins were tried on it. */
async function taking(as: "password" | "keyboard-interactive", text = "open sesame") {
  const tried: string[] = [];
  const options: ServerOptions = { password: { text, as }, authentication: ({ method }) => void tried.push(method) };
  const server = await startServer(options);
  servers.push(server);
  return { server, tried, target: { ...server.target, keyFiles: [] } satisfies SshTarget };
}

const password = (text: string) => new SecretText("SSH password", text);

describe("passwords", () => {
  test.each(["password", "keyboard-interactive"] as const)("-k logs in by %s", async (as) => {
    const { target, tried } = await taking(as);
    await (await createSsh2Transport({ password: password("open sesame") }).connect(target)).close();
    expect(tried).toEqual(["none", as]);
  });

  test.each(["password", "keyboard-interactive"] as const)(
    "a wrong one is sent once to a host in a run (%s)",
    async (as) => {
      const { target, tried } = await taking(as);
      const transport = createSsh2Transport({ password: password("wrong") });
      const problem = await problemOf(transport.connect(target));
      expect(problem).toMatchObject({ code: "RB4006", hint: expect.stringContaining("tried the password") });
      expect(await problemOf(transport.connect(target))).toEqual(problem);
      expect(tried).toEqual(["none", as]);
      expect(JSON.stringify(problem)).not.toContain("wrong");
    },
  );

  test("keys come first, and the password is not sent where a key is taken", async () => {
    const { server, target, tried } = await taking("password");
    const keyFiles = [join(server.folder, "id")];
    await (await createSsh2Transport({ password: password("x") }).connect({ ...target, keyFiles })).close();
    expect(new Set(tried)).toEqual(new Set(["publickey"]));
  });

  test("is not sent to a host that takes none, nor without -k", async () => {
    const server = await startServer();
    servers.push(server);
    const target = { ...server.target, keyFiles: [] };
    expect((await problemOf(createSsh2Transport({ password: password("x") }).connect(target))).code).toBe("RB4006");
    const locked = await taking("password");
    expect((await problemOf(createSsh2Transport().connect(locked.target))).code).toBe("RB4009");
    expect(locked.tried).toEqual([]);
  });

  test("after two refusals no other host of the fleet is asked", async () => {
    const fleet = await Promise.all([1, 2, 3, 4, 5, 6].map(() => taking("password")));
    const transport = createSsh2Transport({ password: password("wrong") });
    const targets = fleet.map(({ target }, index) => ({ ...target, name: `web${index + 1}` }));
    const problems = await Promise.all(targets.map((target) => problemOf(transport.connect(target))));
    expect(problems.map(({ code }) => code)).toEqual(Array(6).fill("RB4006"));
    expect(problems.filter(({ message }) => message.includes("the password was not sent")).length).toBe(4);
    expect(fleet.flatMap(({ tried }) => tried).filter((method) => method === "password").length).toBe(2);
  });

  test("hosts that hang up on a wrong password have refused it, too", async () => {
    let sent = 0;
    const hangUp = async () => {
      let disconnect = () => {};
      const server = await startServer({
        connected(_, protocol) {
          disconnect = () => void Reflect.apply(Reflect.get(protocol, "disconnect"), protocol, [2]);
        },
        authentication({ method }) {
          if (method !== "password") return;
          sent += 1;
          disconnect();
        },
        password: { text: "open sesame", as: "password" },
      });
      servers.push(server);
      return server;
    };
    const fleet = await Promise.all([1, 2, 3, 4, 5, 6].map(hangUp));
    const transport = createSsh2Transport({ password: password("wrong") });
    const targets = fleet.map(({ target }, index) => ({ ...target, keyFiles: [], name: `web${index + 1}` }));
    await Promise.all(targets.map((target) => problemOf(transport.connect(target))));
    expect(sent).toBe(2);
  });

  test("a fleet with the right password logs in everywhere", async () => {
    const fleet = await Promise.all([1, 2, 3, 4].map(() => taking("keyboard-interactive")));
    const transport = createSsh2Transport({ password: password("open sesame") });
    const connections = await Promise.all(fleet.map(({ target }) => transport.connect(target)));
    await Promise.all(connections.map((one) => one.close()));
    expect(connections.length).toBe(4);
  });
});

describe("key files with a passphrase", () => {
  const locked = async () => {
    const server = await startServer();
    servers.push(server);
    const path = join(server.folder, "locked");
    copyFileSync(join(server.folder, "id"), path);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "open sesame", "-f", path]);
    return { server, path, target: { ...server.target, keyFiles: [path] } };
  };

  test("the passphrase is asked for once, for all hosts", async () => {
    const { path, target } = await locked();
    const asked: string[] = [];
    const askPassphrase = async (file: string) => {
      asked.push(file);
      return new SecretText("passphrase", "open sesame");
    };
    const transport = createSsh2Transport({ askPassphrase });
    const connections = await Promise.all([transport.connect(target), transport.connect({ ...target, name: "web2" })]);
    await Promise.all(connections.map((one) => one.close()));
    expect(asked).toEqual([path]);
  });

  test("a wrong one is said, and not asked for again", async () => {
    const { target } = await locked();
    let asked = 0;
    const askPassphrase = async () => {
      asked += 1;
      return new SecretText("passphrase", "no");
    };
    const transport = createSsh2Transport({ askPassphrase });
    for (const name of ["web1", "web2"]) {
      const problem = await problemOf(transport.connect({ ...target, name }));
      expect(problem).toMatchObject({
        code: "RB4009",
        message: expect.stringContaining("the passphrase does not open it"),
      });
    }
    expect(asked).toBe(1);
  });

  test("nobody there to be asked", async () => {
    const { target } = await locked();
    const problem = await problemOf(createSsh2Transport().connect(target));
    expect(problem).toMatchObject({ code: "RB4009", hint: expect.stringContaining("nobody can be asked for it here") });
  });

  test("nobody is asked where the agent holds the key; IdentitiesOnly keeps the agent's other keys back", async () => {
    const { server, path, target } = await locked();
    rmSync(join(server.folder, "id.pub"));
    const agent = join(server.folder, "agent");
    const daemon = spawn("ssh-agent", ["-D", "-a", agent], { stdio: ["ignore", "pipe", "ignore"] });
    onTestFinished(() => void daemon.kill());
    await new Promise((resolve) => daemon.stdout.once("data", resolve));
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(server.folder, "other")]);
    const add = (name: string) =>
      execFileSync("ssh-add", ["-q", join(server.folder, name)], { env: { ...process.env, SSH_AUTH_SOCK: agent } });
    add("other");
    const askPassphrase = () => Promise.reject(new Error(`asked for ${path}`));
    const only = { ...target, agent, agentHas: "files" } as const;
    await expect(createSsh2Transport({ askPassphrase }).connect(only)).rejects.toThrow("asked for");
    expect((await problemOf(createSsh2Transport().connect(only))).code).toBe("RB4006");
    add("id");
    await (await createSsh2Transport({ askPassphrase }).connect(only)).close();
  });
});
