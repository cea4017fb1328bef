import { expect, test } from "vitest";
import type { Connection, Target } from "../../../src/transport/connection.ts";
import { leavable } from "../../../src/transport/leavable-transport.ts";
import type { RunTransport } from "../../../src/transport/transport-for-run.ts";

const target: Target = { kind: "local", name: "h1" };

/** Connections that write down how often each was closed. */
function reach(): { readonly closed: number[]; readonly transport: RunTransport } {
  const closed: number[] = [];
  const transport: RunTransport = {
    expect: () => {},
    async connect(): Promise<Connection> {
      const at = closed.push(0) - 1;
      return {
        hostKey: `key ${at}`,
        counters: { frames: at, bytesSent: 0, bytesReceived: 0 },
        openShell: async () => {
          throw new Error("nobody opens a shell here");
        },
        close: async () => {
          closed[at] = (closed[at] ?? 0) + 1;
        },
      };
    },
  };
  return { closed, transport };
}

test("leaving closes what is open, and only that", async () => {
  const { closed, transport } = reach();
  const leaving = leavable(transport);
  const first = await leaving.connect(target);
  const second = await leaving.connect(target);
  expect([first.hostKey, second.hostKey, second.counters.frames]).toEqual(["key 0", "key 1", 1]);
  await first.close();
  await leaving.leave();
  expect(closed).toEqual([1, 1]);
});

test("nothing is opened once it is left, and what was just being opened is closed", async () => {
  const { closed, transport } = reach();
  const leaving = leavable(transport);
  const late = leaving.connect(target);
  await leaving.leave();
  await expect(late).rejects.toThrow("h1: the run is being left");
  await expect(leaving.connect(target)).rejects.toThrow("h1: the run is being left");
  expect(closed).toEqual([1]);
});
