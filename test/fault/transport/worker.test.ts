import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Shell, Target } from "../../../src/transport/connection.ts";
import { ConnectionLostError } from "../../../src/transport/connection-lost.ts";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import type { WorkerLimits } from "../../../src/transport/worker-watchdog.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { buildTestWorker, type TestWorker, workerOf } from "../../support/test-worker.ts";
import { problemOf } from "./caught.ts";

const quick = { silence: 1_000, memory: 300 * 1024 * 1024 };
const left: (() => unknown)[] = [];
let worker: TestWorker;
let servers: { readonly good: PracticeServer; readonly evil: PracticeServer };

beforeAll(async () => {
  worker = await buildTestWorker();
  servers = { good: await startServer(), evil: await startServer() };
  return async () => {
    worker.remove();
    await servers.good.close();
    await servers.evil.close();
  };
});
afterEach(async () => {
  for (const undo of left.splice(0)) await undo();
});

const target = (name: "good" | "evil"): Target => ({ ...servers[name].target, name });

function start(limits: Partial<WorkerLimits> = quick) {
  const announced: string[] = [];
  const transport = new WorkerTransport({
    program: worker.program,
    limits,
    announce: (message) => announced.push(message),
  });
  left.push(() => {
    const pid = workerOf(process.pid);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    return expect.poll(() => workerOf(process.pid)).toBe(undefined);
  });
  return { transport, announced };
}

async function open(transport: WorkerTransport, name: "good" | "evil") {
  const connection = await transport.connect(target(name));
  left.unshift(() => connection.close());
  return { connection, shell: await connection.openShell("", undefined) };
}

const run = (shell: Shell, script: string) => shell.run({ script, kind: "user", deadline: 20_000 });
const said = async (shell: Shell, script: string) => Buffer.from((await run(shell, script)).stdout.head).toString();
const goesOn = async (connection: Connection) =>
  (await said(await connection.openShell("", undefined), "echo on")) === "on\n";
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

function kill(signal: NodeJS.Signals): void {
  const pid = workerOf(process.pid);
  if (pid === undefined) throw new Error("there is no worker");
  process.kill(pid, signal);
}

/** A frame under way on a host that nothing is wrong with. */
async function underWay(connection: Connection) {
  const shell = await connection.openShell("", undefined);
  await run(shell, "true");
  return { shell, error: errorOf(run(shell, "sleep 30")) };
}

describe("a host that makes the worker loop for ever", () => {
  test("is refused for the rest of the run, and the others go on", async () => {
    const { transport, announced } = start();
    const good = await open(transport, "good");
    const busy = await underWay(good.connection);
    worker.orders("evil", "loop");
    const problem = await problemOf(transport.connect(target("evil")));
    expect(problem.code).toBe("RB4015");
    expect(problem.message).toMatch(
      /^evil \(127.0.0.1:\d+\): the process that holds the connections did not answer for 1 s while it worked on what this host sent$/,
    );
    expect(announced).toEqual([expect.stringMatching(/while it worked on what evil .* sent; another one connects/)]);
    expect(await busy.error).toBeInstanceOf(ConnectionLostError);
    expect(await busy.error).toMatchObject({ started: true });
    expect(await errorOf(run(busy.shell, "true"))).toMatchObject({ started: false });
    expect(await errorOf(run(good.shell, "true"))).toMatchObject({ started: false, problems: [{ code: "RB4007" }] });
    expect(await goesOn(good.connection)).toBe(true);
    expect(await goesOn(await transport.connect(target("good")))).toBe(true);
    expect((await problemOf(transport.connect(target("evil")))).code).toBe("RB4015");
    expect(announced.length).toBe(1);
  });

  test("later on, with a frame under way, may have run it", async () => {
    const { transport } = start();
    const evil = await open(transport, "evil");
    const good = await open(transport, "good");
    worker.orders("evil", "loop");
    const error = await errorOf(run(evil.shell, "echo to the end of my life"));
    expect(error).toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    expect((await problemOf(evil.connection.openShell("", undefined))).code).toBe("RB4015");
    expect(await goesOn(good.connection)).toBe(true);
  });
});

describe.each(["throw", "crash", "grow"] as const)("a host that makes the worker %s", (harm) => {
  test("is connected to again once, and refused when it does it again", async () => {
    const { transport, announced } = start({ ...quick, silence: 10_000 });
    const good = await open(transport, "good");
    worker.orders("evil", harm);
    const evil = await open(transport, "evil");
    expect(announced.length).toBe(1);
    expect(await said(evil.shell, "echo well")).toBe("well\n");
    worker.orders("evil", harm);
    expect(await errorOf(run(evil.shell, "true"))).toMatchObject({ started: true });
    expect((await problemOf(evil.connection.openShell("", undefined))).code).toBe("RB4015");
    expect(await goesOn(good.connection)).toBe(true);
    expect(announced[1]).toContain(
      {
        throw: "broke: Error: a mistake of the parser",
        crash: "was killed by SIGSEGV",
        grow: "took more than 300 MiB",
      }[harm],
    );
  });
});

describe("a worker that ends by itself", () => {
  test("is replaced a few times, then the run has no connections", async () => {
    const { transport, announced } = start();
    const { connection } = await open(transport, "good");
    for (const time of [1, 2, 3]) {
      kill("SIGKILL");
      await expect.poll(() => announced.length).toBe(time);
      expect(await goesOn(connection)).toBe(true);
    }
    kill("SIGKILL");
    await expect.poll(() => announced.length).toBe(4);
    const problem = await problemOf(connection.openShell("", undefined));
    expect([problem.code, problem.message]).toEqual(["RB4016", expect.stringContaining("was killed by SIGKILL")]);
  });

  test("counts what travelled before and after", async () => {
    const { transport, announced } = start();
    const { connection, shell } = await open(transport, "good");
    await said(shell, "echo one");
    const { frames, bytesReceived } = connection.counters;
    kill("SIGKILL");
    await expect.poll(() => announced.length).toBe(1);
    await said(await connection.openShell("", undefined), "echo two");
    expect(connection.counters.frames).toBe(frames + 1);
    expect(connection.counters.bytesReceived).toBeGreaterThan(bytesReceived);
  });

  test("a program that cannot be started is told of", async () => {
    const transport = new WorkerTransport({ program: { file: "/no/such/program.js", args: [] } });
    const problem = await problemOf(transport.connect(target("good")));
    expect([problem.code, problem.message]).toEqual(["RB4016", expect.stringContaining("ended with status 1")]);
  });
});

describe("time that passes without a sign of life", () => {
  test("a stopped worker is replaced, and no host is blamed", async () => {
    const { transport, announced } = start();
    const { shell } = await open(transport, "good");
    kill("SIGSTOP");
    expect(await errorOf(run(shell, "true"))).toMatchObject({ started: true });
    expect(announced).toEqual([expect.stringMatching(/did not answer for 1 s; another one/)]);
    expect(await said((await open(transport, "good")).shell, "echo on")).toBe("on\n");
  });

  test("is no one's fault while this process stands still itself", async () => {
    const { transport, announced } = start();
    const { shell } = await open(transport, "good");
    const pid = workerOf(process.pid);
    const until = performance.now() + 3_000;
    while (performance.now() < until);
    expect(await said(shell, "echo on")).toBe("on\n");
    expect([workerOf(process.pid), announced]).toEqual([pid, []]);
  });
});
