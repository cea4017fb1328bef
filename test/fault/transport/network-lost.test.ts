import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Connection } from "../../../src/transport/connection.ts";
import { ConnectionLostError } from "../../../src/transport/connection-lost.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";

/** How a host is lost while a command runs, what is told of it, and within how many seconds. */
interface Case {
  readonly title: string;
  readonly strike: (host: NetworkHost) => void;
  readonly says: string;
  readonly within: number;
}

const gone = { says: "the connection was lost (", within: 2 } as const;
const silent = { says: "the connection was lost (it did not answer for 12 s)", within: 15 } as const;
const session = /^sshd: worker/;

const cases: readonly Case[] = [
  {
    title: "is killed, all of it",
    strike: (host) => host.pids().forEach((pid) => void process.kill(pid, "SIGKILL")),
    ...gone,
  },
  { title: "loses its session to a kill", strike: (host) => host.signal("SIGKILL", session), ...gone },
  { title: "loses its connection to ss -K", strike: (host) => void host.run("ss", "-K", "sport", "=", "22"), ...gone },
  {
    title: "is behind a firewall that resets",
    strike: (host) => host.filter({ input: "tcp dport 22 reject with tcp reset" }),
    says: gone.says,
    within: 6,
  },
  {
    title: "closes the kept shell alone",
    strike: (host) => host.signal("SIGKILL", /^sh -c /),
    says: "the shell ended, killed by SIGKILL, before the answer came",
    within: 2,
  },
  {
    title: "stands still",
    strike: (host) => host.pids().forEach((pid) => void process.kill(pid, "SIGSTOP")),
    ...silent,
  },
  { title: "has a session that stands still", strike: (host) => host.signal("SIGSTOP", session), ...silent },
  { title: "is cut off both ways", strike: (host) => host.filter({ input: "drop", output: "drop" }), ...silent },
  { title: "is not heard", strike: (host) => host.filter({ output: "drop" }), ...silent },
  { title: "does not hear", strike: (host) => host.filter({ input: "drop" }), ...silent },
  { title: "has its cable pulled", strike: (host) => void host.run("ip", "link", "set", "wire", "down"), ...silent },
];

/** How it went: the error, seconds until it came. */
interface Loss {
  readonly error: unknown;
  readonly took: number;
}

describe.skipIf(!canRunNetwork)(`a host that is lost while a command runs (${whyNoNetwork ?? "real networks"})`, () => {
  const hosts = new Map<Case, NetworkHost>();
  const connections: Connection[] = [];
  const losses = new Map<Case, Promise<Loss>>();
  const ran = (one: Case) => join(hosts.get(one)?.home ?? "", "ran");

  beforeAll(async () => {
    const transport = createSsh2Transport();
    for (const one of cases) {
      const host = await startNetworkHost();
      hosts.set(one, host);
      const connection = await transport.connect(host.target);
      connections.push(connection);
      const shell = await connection.openShell("", undefined);
      const running = shell.run({ script: "echo once >>ran; sleep 60", kind: "user", deadline: 120_000 });
      running.catch(() => {});
      await vi.waitFor(() => expect(existsSync(ran(one))).toBe(true), { timeout: 10_000, interval: 20 });
      one.strike(host);
      losses.set(one, lossOf(running));
    }
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await Promise.all([...hosts.values()].map((host) => host.close()));
  });

  test.for(cases)("$title", async (one) => {
    const { error, took } = (await losses.get(one)) ?? { error: undefined, took: 0 };
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    expect(String(error)).toContain(one.says);
    expect(took).toBeLessThan(one.within);
    expect(readFileSync(ran(one), "utf8")).toBe("once\n");
  });
});

async function lossOf(running: Promise<unknown>): Promise<Loss> {
  const began = performance.now();
  const error = await running.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { error, took: (performance.now() - began) / 1000 };
}
