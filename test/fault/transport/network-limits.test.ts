import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";
import { problemOf } from "./caught.ts";

describe.skipIf(!canRunNetwork)(`an sshd that limits who gets in (${whyNoNetwork ?? "real networks"})`, () => {
  test.each([20, 50])(
    "MaxStartups 3:100:3 and %d logins at once: all get in, each command runs once",
    async (count) => {
      const host = await started(["MaxStartups 3:100:3"]);
      const transport = createSsh2Transport();
      await Promise.all(
        Array.from({ length: count }, async (_, number) => {
          const connection = await transport.connect({ ...host.target, name: `web${number}` });
          const shell = await connection.openShell("", undefined);
          const reply = await shell.run({ script: `echo ${number} >>ran`, kind: "user", deadline: 20_000 });
          expect(reply.status).toBe(0);
          await connection.close();
        }),
      );
      const ran = readFileSync(join(host.home, "ran"), "utf8").trim().split("\n").map(Number);
      expect(ran.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, number) => number));
      expect(host.log()).toMatch(/MaxStartups|drop connection/);
    },
    60_000,
  );

  test("a refused login is one failed authentication, however often the host is asked for", async () => {
    const host = await started(["AllowUsers nobody", "LogLevel VERBOSE"]);
    const transport = createSsh2Transport();
    for (let time = 0; time < 3; time++) {
      expect(await problemOf(transport.connect(host.target))).toMatchObject({ code: "RB4006" });
    }
    expect(host.log().match(/User worker .* not allowed/g)).toHaveLength(1);
  });
});

async function started(lines: readonly string[] = []): Promise<NetworkHost> {
  const host = await startNetworkHost(lines);
  onTestFinished(() => host.close());
  return host;
}
