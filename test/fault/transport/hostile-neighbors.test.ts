import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Shell } from "../../../src/transport/connection.ts";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import { evilAnswers } from "../../support/evil-answers.ts";
import { evilAsides } from "../../support/evil-asides.ts";
import { evilChannels } from "../../support/evil-channels.ts";
import { evilBeginnings, evilLogins } from "../../support/evil-logins.ts";
import { type EvilBehavior, startEvil } from "../../support/evil-server.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";
import { buildTestWorker, type TestWorker } from "../../support/test-worker.ts";

const behaviors = [...evilBeginnings, ...evilLogins, ...evilChannels, ...evilAsides, ...evilAnswers];
const [good, frames, most, tries] = [3, 150, 1.5, 8];

describe.skipIf(!canRunNetwork)(`hosts beside a hostile one (${whyNoNetwork ?? "real sshd, one worker"})`, () => {
  const hosts: NetworkHost[] = [];
  const connections: Connection[] = [];
  const shells: Shell[] = [];
  let worker: TestWorker;
  let transport: WorkerTransport;
  let alone = 0;

  beforeAll(async () => {
    const deadlines = { login: 1_000, channel: 1_000, shell: 1_000, grace: 100, keepalive: 500, close: 100 };
    worker = await buildTestWorker({ deadlines, backoff: 1 });
    transport = new WorkerTransport({ program: worker.program });
    for (let number = 0; number < good; number++) hosts.push(await startNetworkHost());
    for (const { target } of hosts) {
      const connection = await transport.connect(target);
      connections.push(connection);
      shells.push(await connection.openShell("", undefined));
    }
    await work();
    alone = await work();
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    for (const host of hosts) await host.close();
    worker?.remove();
  });

  /** How long the good hosts need for their frames, one after the other on each. */
  async function work(): Promise<number> {
    const began = performance.now();
    const all = shells.map(async (shell) => {
      for (let number = 0; number < frames; number++) {
        const { status } = await shell.run({ script: "echo hi", kind: "user", deadline: 10_000 });
        expect(status).toBe(0);
      }
    });
    await Promise.all(all);
    return performance.now() - began;
  }

  /** The same while a hostile host is met, and then made as long as they work. */
  async function workBeside(behavior: EvilBehavior): Promise<number> {
    const evil = await startEvil(behavior);
    const met = (async () => {
      const connection = await transport.connect(evil.target);
      const shell = await connection.openShell("", undefined);
      await shell.run({ script: "echo hi", kind: "user", deadline: 500 }).finally(() => connection.close());
    })().catch(() => {});
    try {
      return await work();
    } finally {
      await met;
      await evil.close();
    }
  }

  test.each(behaviors.map((behavior) => [behavior.name, behavior] as const))(
    "are not slowed by %s",
    async (_, behavior) => {
      let least = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < tries && least > most; turn++) {
        const beside = await workBeside(behavior);
        const before = alone;
        if (beside > most * before) alone = await work(); // What else the machine does may have begun meanwhile, or ended.
        least = Math.min(least, beside / Math.max(before, alone));
      }
      expect(least).toBeLessThanOrEqual(most);
    },
    30_000,
  );
});
