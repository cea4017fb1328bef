import { describe, expect, onTestFinished, test } from "vitest";
import type { Connection } from "../../../src/transport/connection.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";
import { startSlowForwarder } from "../../support/slow-forwarder.ts";

const content = Buffer.alloc(4 * 1024 * 1024, "0123456789abcdef\n");

describe.skipIf(!canRunNetwork)(`slow networks (${whyNoNetwork ?? "real networks"})`, () => {
  test("a fifth of all packets lost both ways: all arrives, and runs once", async () => {
    const host = await started();
    const lossy = "numgen random mod 100 < 20 drop";
    host.filter({ input: lossy, output: lossy });
    const connection = await connected({ ...host.target, connectDeadline: 10_000 });
    const shell = await connection.openShell("", undefined);
    for (let number = 0; number < 20; number++) {
      const reply = await shell.run({ script: "echo x >>ran; wc -l <ran", kind: "user", deadline: 60_000 });
      expect(Number(Buffer.from(reply.stdout.head).toString())).toBe(number + 1);
    }
  }, 120_000);

  test("a thin line that is busy for long is not taken for a dead one", async () => {
    const host = await started();
    host.filter({ input: "limit rate over 600 kbytes/second burst 60 kbytes drop" });
    const connection = await createSsh2Transport({ deadlines: { keepalive: 250 } }).connect(host.target);
    onTestFinished(() => connection.close());
    const shell = await connection.openShell("", undefined);
    const frame = { script: "wc -c", kind: "user", payload: content.subarray(0, 2 * 1024 * 1024) } as const;
    const reply = await shell.run({ ...frame, deadline: 60_000 });
    expect(Buffer.from(reply.stdout.head).toString()).toBe("2097152\n");
  }, 60_000);

  test.each([1, 25, 50, 100])(
    "a round trip of %d ms: nothing is lost, a frame is one round trip",
    async (roundTrip) => {
      const host = await started();
      const way = await startSlowForwarder({ address: host.address, port: 22, roundTrip });
      onTestFinished(() => way.close());
      const connection = await connected({
        ...host.target,
        address: "127.0.0.1",
        port: way.port,
        hostKeyAlias: host.address,
      });
      const shell = await connection.openShell("", undefined);
      const trips: number[] = [];
      for (let number = 0; number < 10; number++) {
        const before = performance.now();
        await shell.run({ script: ":", kind: "own", deadline: 20_000 });
        trips.push(performance.now() - before);
      }
      trips.sort((a, b) => a - b);
      const back = await shell.run({
        script: "cat",
        kind: "user",
        payload: content,
        cap: content.length,
        deadline: 20_000,
      });
      expect(Buffer.compare(content, back.stdout.head)).toBe(0);
      expect(trips[0]).toBeGreaterThanOrEqual(roundTrip);
      expect(trips[0]).toBeLessThan(roundTrip * 1.5 + 10);
    },
  );
});

async function connected(target: SshTarget): Promise<Connection> {
  const connection = await createSsh2Transport().connect(target);
  onTestFinished(() => connection.close());
  return connection;
}

async function started(): Promise<NetworkHost> {
  const host = await startNetworkHost();
  onTestFinished(() => host.close());
  return host;
}
