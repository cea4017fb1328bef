import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

/** What a name server answers, by RFC 1035's number. */
const answers = { "there is no such name": 3, "something is broken behind me": 2, nothing: undefined } as const;

describe.skipIf(!canRunNetwork)(`names that cannot be resolved (${whyNoNetwork ?? "real networks"})`, () => {
  let host: NetworkHost;
  beforeAll(async () => {
    host = await startNetworkHost();
  });
  afterAll(() => host.close());

  test.each(Object.entries(answers))("the name server says: %s", async (_title, code) => {
    const server = createSocket("udp4", (question, { port, address }) => {
      if (code === undefined) return;
      const answer = Buffer.from(question);
      answer.writeUInt16BE(0x8180 | code, 2);
      server.send(answer, port, address);
    });
    const gate = host.address.replace(/\d+$/, (last) => String(Number(last) - 1));
    await new Promise<void>((resolve) => server.bind(53, gate, resolve));
    const { status, said, took } = await lookUp(host, gate);
    server.close();
    expect([status, said]).toEqual([4, expect.stringContaining("web1: the name web1.example cannot be resolved")]);
    expect(took).toBeLessThan(15);
  });

  test("nobody is there to ask", async () => {
    const { status, said, took } = await lookUp(host, "127.0.0.1");
    expect([status, said]).toEqual([4, expect.stringContaining("web1: the name web1.example cannot be resolved")]);
    expect(said).toContain("is the name server up?");
    expect(took).toBeLessThan(15);
  });
});

/** Runs a command on a host that is known by a name only, where `server` resolves names. */
async function lookUp(host: NetworkHost, server: string) {
  const file = join(host.folder, "resolv.conf");
  writeFileSync(file, `nameserver ${server}\n`);
  const inventory = join(host.folder, "hosts.ini");
  const key = join(host.folder, "id");
  writeFileSync(inventory, "web1 ansible_host=web1.example\n");
  const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  const words = ["--mount", "--propagation", "private", "sh", "-c", script, file];
  const program = [process.execPath, main, "exec", "all", "--private-key", key, "-i", inventory, "--", "true"];
  const began = performance.now();
  const child = spawn("nsenter", [`--net=/proc/${host.pid}/ns/net`, "unshare", ...words, ...program], {
    env: { PATH: process.env.PATH, HOME: host.folder, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, said, took: (performance.now() - began) / 1000 };
}
