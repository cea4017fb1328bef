import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import { describe, expect, test } from "vitest";
import { newKeyPair } from "../../../src/lab/key-pair.ts";
import { numberIn } from "../../../src/transport/number-in.ts";
import { replace, reset, sendMessage, sshString, uint32 } from "../../support/evil-protocol.ts";
import { type ServerOptions, startServer } from "../../support/ssh-server.ts";

const password = { text: "let me in", as: "password" } as const;
const mebibyte = 1024 * 1024;

/**
 * Why the transport guards ssh2 as it does: each of these holds for ssh2 on its own. When one fails, ssh2 was mended, and a guard
 * of ours may go.
 */
describe("ssh2 without guards", () => {
  test("spins for ever on packets of no bytes (its issue 1504)", async () => {
    const server = await startServer({
      password,
      connected: (_connection, protocol) =>
        replace(protocol, "channelOpenConfirm", (original, [remote, local, window]) =>
          original(remote, local, window, 0),
        ),
    });
    const child = spawn(process.execPath, ["-e", writeOneByte(server.target.port)], { stdio: "pipe" });
    let said = "";
    const spinning = new Promise<string>((resolve) => {
      child.stdout.on("data", (chunk) => {
        said += chunk;
        if (said.includes("writing")) setTimeout(() => resolve(said), 1_000);
      });
      child.on("exit", () => resolve(`${said}ended`));
    });
    expect(await spinning).toBe("writing\n");
    child.kill("SIGKILL");
    await server.close();
  });

  test("takes more than its window allows (its issue 1505)", () =>
    bare(
      {
        exec: (channel, _command, connection) => {
          const message = Buffer.concat([Buffer.from([94]), uint32(0), sshString(Buffer.alloc(32_000))]);
          for (let sent = 0; sent < 16 * mebibyte; sent += 32_000) sendMessage(connection, message);
          channel.stderr.write("sent");
        },
      },
      {},
      async (client) => {
        const held = await new Promise<number>((resolve, reject) => {
          client.exec("anything", (error, channel) => {
            if (error) return reject(error);
            channel.stderr.once("data", () => resolve(channel.readableLength));
          });
        });
        expect(held).toBeGreaterThan(8 * mebibyte);
      },
    ));

  test("never answers a look at a folder when the host goes away (its issue 1490)", async () => {
    const server = new ssh2.Server({ hostKeys: [newKeyPair().privateKey] }, (connection) => {
      connection.on("error", () => {});
      connection.on("authentication", (context) => context.accept());
      connection.on("session", (accept) => {
        accept().on("sftp", (acceptSftp) => {
          const sftp = acceptSftp();
          sftp.on("OPENDIR", (request) => sftp.handle(request, Buffer.from("x")));
          sftp.on("READDIR", () => reset(connection));
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = new ssh2.Client();
    const answer = await new Promise<string>((resolve, reject) => {
      client.on("error", () => {});
      client.on("close", () => setTimeout(() => resolve("nothing"), 200));
      client.on("ready", () =>
        client.sftp((error, sftp) => {
          if (error) reject(error);
          else sftp.readdir("/", () => resolve("something"));
        }),
      );
      client.connect({ host: "127.0.0.1", port: portOf(server), username: "me" });
    });
    expect(answer).toBe("nothing");
    server.close();
  });

  test.each([
    ["a promise of no", () => Promise.resolve(false)],
    ["nothing, as text", () => ""],
    ["zero", () => 0],
    ["null", () => null],
  ])("takes %s from a host verifier for a yes", (_what, hostVerifier) =>
    bare({}, { hostVerifier: (key: Buffer) => Reflect.apply(hostVerifier, undefined, [key]) }, async () => {}),
  );
});

/** Logs in with ssh2 and nothing else. */
async function bare(
  options: ServerOptions,
  config: ConnectConfig,
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const server = await startServer({ ...options, password });
  const client = new ssh2.Client();
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("ready", () => resolve());
      client.on("error", reject);
      client.connect({
        host: "127.0.0.1",
        port: server.target.port,
        username: "me",
        password: password.text,
        ...config,
      });
    });
    await use(client);
  } finally {
    client.destroy();
    await server.close();
  }
}

function writeOneByte(port: number): string {
  const module = createRequire(import.meta.url).resolve("ssh2");
  return `
    const { Client } = require(${JSON.stringify(module)});
    const client = new Client();
    client.on("ready", () => client.exec("anything", (error, channel) => {
      require("node:fs").writeSync(1, "writing\\n");
      setTimeout(() => process.stdout.write("free\\n"), 50);
      channel.write("x");
    }));
    client.connect({ host: "127.0.0.1", port: ${port}, username: "me", password: ${JSON.stringify(password.text)} });
  `;
}

function portOf(server: ssh2.Server): number {
  const address: unknown = server.address();
  return numberIn(address, "port") ?? 0;
}
