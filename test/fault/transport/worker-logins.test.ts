import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { BecomeGate } from "../../../src/transport/become-gate.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import type { WorkerSpeech } from "../../../src/transport/worker-questions.ts";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import { type PracticeServer, type ServerOptions, startServer } from "../../support/ssh-server.ts";
import { buildTestWorker, type TestWorker, workerOf } from "../../support/test-worker.ts";
import { problemOf } from "./caught.ts";

const secret = "open sesame 4711";
const servers: PracticeServer[] = [];
let worker: TestWorker;

beforeAll(async () => {
  worker = await buildTestWorker();
});
afterAll(() => worker.remove());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  const pid = workerOf(process.pid);
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  await expect.poll(() => workerOf(process.pid)).toBe(undefined);
});

/** A host, and how it was logged in to. */
async function host(options: ServerOptions = {}) {
  const tried: string[] = [];
  const server = await startServer({
    ...options,
    authentication: (context) => {
      tried.push(context.method);
      options.authentication?.(context);
    },
  });
  servers.push(server);
  return { server, tried, target: { ...server.target, name: `web${servers.length}` } };
}

/** A transport whose worker can be replaced. */
function start(speech: WorkerSpeech = {}) {
  const announced: string[] = [];
  const transport = new WorkerTransport({
    ...speech,
    program: worker.program,
    announce: (message) => announced.push(message),
  });
  const replace = async () => {
    const before = announced.length;
    process.kill(workerOf(process.pid) ?? 0, "SIGKILL");
    await expect.poll(() => announced.length).toBe(before + 1);
  };
  return { transport, replace, connect: (target: SshTarget) => transport.connect(target) };
}

const password = (text = secret) => new SecretText("SSH password", text);
const withPassword = { password: { text: secret, as: "password" } } as const;

test("a refused login is not repeated by the next worker", async () => {
  const { target, tried } = await host();
  const { server } = await host();
  const { replace, connect } = start();
  const stranger = { ...target, keyFiles: [join(server.folder, "id")] };
  const problem = await problemOf(connect(stranger));
  const attempts = tried.length;
  await replace();
  expect(problem.code).toBe("RB4006");
  expect(await problemOf(connect(stranger))).toEqual(problem);
  expect(tried.length).toBe(attempts);
});

test("after two refusals no host gets the password, whichever worker heard them", async () => {
  const fleet = [await host(withPassword), await host(withPassword), await host(withPassword)];
  const { replace, connect } = start({ password: password("wrong") });
  for (const { target } of fleet) {
    expect((await problemOf(connect({ ...target, keyFiles: [] }))).code).toBe("RB4006");
    await replace();
  }
  expect(fleet.map(({ tried }) => tried.includes("password"))).toEqual([true, true, false]);
});

test("a password is not sent again where a worker ended before the answer", async () => {
  let asked = () => {};
  const underWay = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const silent = { text: "", as: "password" } as const;
  const { target, tried } = await host({
    password: silent,
    authentication: (context) => {
      if (context.method !== "password") return;
      context.accept = () => {};
      context.reject = () => {};
      asked();
    },
  });
  const { replace, connect } = start({ password: password() });
  const connecting = problemOf(connect({ ...target, keyFiles: [] }));
  await underWay;
  await replace();
  expect(await connecting).toMatchObject({ code: "RB4006", message: expect.stringContaining("not known whether") });
  expect(tried.filter((method) => method === "password").length).toBe(1);
});

test("a host keeps the key that another worker saw", async () => {
  const { server, target } = await host();
  const other = await host();
  const { replace, connect } = start();
  const knownHosts = [join(server.folder, "known_hosts"), join(other.server.folder, "known_hosts")];
  const alias = { ...target, knownHosts, hostKeyAlias: `[127.0.0.1]:${target.port}` };
  await connect(alias);
  await replace();
  await connect(alias);
  const line = other.server.knownHostsLine.replace(/^\S+/, `[127.0.0.1]:${target.port}`);
  execFileSync("sh", ["-c", 'printf "%s\\n" "$1" >>"$2"', "sh", line, join(other.server.folder, "known_hosts")]);
  await replace();
  const moved = { ...alias, port: other.target.port, keyFiles: other.target.keyFiles };
  expect(await problemOf(connect(moved))).toMatchObject({
    code: "RB4005",
    message: expect.stringContaining("than earlier in this run"),
  });
});

test("a passphrase is asked for once; secrets stand in no argument and no variable of a worker", async () => {
  const { server, target } = await host(withPassword);
  const locked = join(server.folder, "locked");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", secret, "-f", locked]);
  const questions: string[] = [];
  const askPassphrase = async (path: string) => {
    questions.push(path);
    return new SecretText("passphrase", secret);
  };
  const { replace, connect } = start({ askPassphrase, password: password() });
  for (const _ of [1, 2]) {
    const connection = await connect({ ...target, keyFiles: [locked] });
    const become = { method: "sudo", user: "root", password: { secret: password(), gate: new BecomeGate() } } as const;
    await connection.openShell("", become).catch(() => {});
    const place = `/proc/${workerOf(process.pid)}`;
    const seen = ["cmdline", "environ"].map((file) => readFileSync(`${place}/${file}`, "latin1")).join("\n");
    expect(seen).toContain("worker");
    expect(seen).not.toContain("sesame");
    await replace();
  }
  expect(questions).toEqual([locked]);
});

test("leave to send a become password is the run's, and given back when a worker ends", async () => {
  const entered: string[] = [];
  const outcomes: string[] = [];
  const gate = {
    enter: async (name: string) => {
      entered.push(name);
      return (outcome: string) => void outcomes.push(outcome);
    },
  };
  const asking = await host({
    exec: (channel, command) => channel.stderr.write(/\[[^\]]*\]/.exec(command)?.[0] ?? ""),
  });
  const { replace, connect } = start();
  const connection = await connect(asking.target);
  const become = { method: "sudo", user: "root", password: { secret: password(), gate } } as const;
  const opening = connection.openShell("", become).catch((error: unknown) => error);
  await expect.poll(() => entered).toEqual(["web1"]);
  await replace();
  await expect.poll(() => outcomes[0]).toBe("unknown");
  await asking.server.close();
  expect(String(await opening)).toContain("web1");
});
