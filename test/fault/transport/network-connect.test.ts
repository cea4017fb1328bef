import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Problem } from "../../../src/problems/problem.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";
import { problemOf } from "./caught.ts";

/** How a host cannot be reached, what is told of it, and within how many seconds. */
interface Case {
  readonly title: string;
  readonly strike?: (host: NetworkHost) => void;
  /** Where it is looked for instead. */
  readonly elsewhere?: (host: NetworkHost) => Partial<SshTarget>;
  readonly code: string;
  readonly says: string;
  readonly within: number;
}

const anyway = "meta l4proto tcp";

/** Nothing more leaves the host after so many bytes. */
const silentAfter = (bytes: number): Case => ({
  title: `falls silent after ${bytes} bytes`,
  strike: (host) => host.filter({ output: `tcp sport 22 quota over ${bytes} bytes drop` }),
  code: "RB4002",
  says: "accepted the connection but did not finish the login within 14 s",
  within: 15,
});

const cases: readonly Case[] = [
  { title: "has no sshd", elsewhere: () => ({ port: 23 }), code: "RB4001", says: "refused the connection", within: 1 },
  {
    title: "has a firewall that resets",
    strike: (host) => host.filter({ input: `${anyway} reject with tcp reset` }),
    code: "RB4001",
    says: "refused the connection",
    within: 1,
  },
  {
    title: "has a firewall that prohibits",
    strike: (host) => host.filter({ input: `${anyway} reject with icmp type admin-prohibited` }),
    code: "RB4001",
    says: "cannot be reached (EHOSTUNREACH)",
    within: 1,
  },
  {
    title: "has a firewall that drops",
    strike: (host) => host.filter({ input: `${anyway} drop` }),
    code: "RB4002",
    says: "did not answer within 10 s",
    within: 11,
  },
  {
    title: "answers, but its answers are dropped",
    strike: (host) => host.filter({ output: `${anyway} drop` }),
    code: "RB4002",
    says: "did not answer within 10 s",
    within: 11,
  },
  {
    title: "is not there",
    elsewhere: (host) => ({ address: host.address.replace(/\d+$/, (last) => String(Number(last) + 1)) }),
    code: "RB4001",
    says: "cannot be reached (E",
    within: 11,
  },
  {
    title: "has an sshd that stands still",
    strike: (host) => process.kill(host.pid, "SIGSTOP"),
    code: "RB4002",
    says: "accepted the connection but did not finish the login within 14 s",
    within: 15,
  },
  // The banner takes about 100 bytes of packets, the offer of algorithms 1,200 more, the key exchange 700, the login the rest:
  // it is over after 2,270 to 2,310 bytes, with the number of acknowledgements.
  ...[250, 500, 1_400, 1_800, 2_000, 2_200].map(silentAfter),
  {
    title: "is behind a firewall that resets the key exchange, each time",
    strike: (host) =>
      host.filter({ input: "tcp dport 22 tcp flags & syn == 0 quota over 250 bytes reject with tcp reset" }),
    code: "RB4001",
    says: "closed the connection before the login",
    within: 15,
  },
];

/** How it went. */
interface Attempt {
  readonly problem: Problem;
  readonly took: number;
}

describe.skipIf(!canRunNetwork)(`a host that cannot be reached (${whyNoNetwork ?? "real networks"})`, () => {
  const hosts: NetworkHost[] = [];
  const attempts = new Map<Case, Promise<Attempt>>();

  beforeAll(async () => {
    for (const one of cases) {
      const host = await startNetworkHost();
      hosts.push(host);
      const made = attempt(one, host);
      made.catch(() => {});
      attempts.set(one, made);
    }
  });
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  test.for(cases)("$title", async (one) => {
    const { problem, took } = (await attempts.get(one)) ?? fail();
    expect(problem).toMatchObject({ code: one.code, message: expect.stringContaining(one.says) });
    expect(took).toBeLessThan(one.within);
  });
});

async function attempt({ strike, elsewhere }: Case, host: NetworkHost): Promise<Attempt> {
  strike?.(host);
  const target = { ...host.target, connectDeadline: 10_000, ...elsewhere?.(host) };
  const began = performance.now();
  const problem = await problemOf(createSsh2Transport().connect(target));
  const took = (performance.now() - began) / 1000;
  return { problem, took };
}

function fail(): never {
  throw new Error("it was never tried");
}
