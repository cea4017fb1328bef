import { afterAll, beforeAll, expect, test } from "vitest";
import { type Problem, ProblemError } from "../../../src/problems/problem.ts";
import type { Target } from "../../../src/transport/connection.ts";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import { evilAnswers } from "../../support/evil-answers.ts";
import { evilAsides } from "../../support/evil-asides.ts";
import { evilChannels } from "../../support/evil-channels.ts";
import { evilBeginnings, evilLogins } from "../../support/evil-logins.ts";
import { type EvilServer, startEvil } from "../../support/evil-server.ts";
import { buildTestWorker, type TestWorker } from "../../support/test-worker.ts";

const all = [...evilBeginnings, ...evilLogins, ...evilChannels, ...evilAsides, ...evilAnswers];
const behaviors = all.filter(({ engineOnly }) => !engineOnly);
const announced: string[] = [];
const met: (Problem | undefined)[] = [];
let worker: TestWorker;
let servers: readonly EvilServer[] = [];

beforeAll(async () => {
  const deadlines = { login: 5_000, channel: 5_000, shell: 5_000, grace: 100, keepalive: 1_000, close: 300 };
  worker = await buildTestWorker({ deadlines, backoff: 1 });
  servers = await Promise.all(behaviors.map(startEvil));
  const transport = new WorkerTransport({
    program: worker.program,
    announce: (message) => announced.push(message),
  });
  met.push(...(await Promise.all(servers.map(({ target }) => meet(transport, target)))));
});
afterAll(async () => {
  worker.remove();
  await Promise.all(servers.map((server) => server.close()));
});

async function meet(transport: WorkerTransport, target: Target): Promise<Problem | undefined> {
  try {
    const connection = await transport.connect(target);
    try {
      const shell = await connection.openShell("", undefined);
      for (const _ of [1, 2]) await shell.run({ script: "echo hi", kind: "user", deadline: 5_000 });
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0];
    throw error;
  }
  return undefined;
}

test.each(behaviors.map(({ name, ends }, index) => [name, ends, index] as const))(
  "%s comes to the same through a worker",
  (_, ends, index) => {
    expect(ends).toContain(met[index]?.code ?? "survives");
  },
);

test("none of these hosts costs the others their worker", () => {
  expect(announced.filter((message) => message.includes("the process"))).toEqual([]);
});
