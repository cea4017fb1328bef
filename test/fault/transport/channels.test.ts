import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Connection } from "../../../src/transport/connection.ts";
import { createSsh2Transport, type Ssh2Options } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, runCommand, type ServerOptions, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

const quick: Ssh2Options = { deadlines: { channel: 5_000, shell: 2_000 }, jitter: () => 0 };

/** Runs a check with a connection to a server that behaves in some way. */
async function against(
  options: ServerOptions,
  check: (connection: Connection, server: PracticeServer) => Promise<void>,
): Promise<void> {
  const server = await startServer(options);
  const connection = await createSsh2Transport(quick).connect(server.target);
  try {
    await check(connection, server);
  } finally {
    await connection.close();
    await server.close();
  }
}

/** A login shell that runs something before the command. */
const loginScript =
  (script: string): NonNullable<ServerOptions["exec"]> =>
  (channel, command) =>
    runCommand(channel, `${script}\n${command}`, {});

describe("channels and login shells that misbehave", () => {
  test("packets of no bytes, which would spin for ever", () =>
    against({ connected: shrinkPackets(0) }, async (connection) => {
      expect((await problemOf(connection.openShell("", undefined))).code).toBe("RB4008");
    }));

  test("packets of a few bytes", () =>
    against({ connected: shrinkPackets(16) }, async (connection) => {
      const problem = await problemOf(connection.openShell("", undefined));
      expect(problem).toMatchObject({ code: "RB4008", message: "web1: the host asked for packets of 16 bytes" });
    }));

  test("noise of the login before the shell is skipped", () =>
    against(
      { exec: loginScript("echo 'Welcome!'; printf 'no newline' >&2; printf '\\033[2J more'") },
      async (connection) => {
        const shell = await connection.openShell("", undefined);
        const reply = await shell.run({ script: "echo clean", kind: "user", deadline: 5_000 });
        expect([Buffer.from(reply.stdout.head).toString(), reply.stderr.bytes]).toEqual(["clean\n", 0]);
      },
    ));

  test("an account that may not log in says so, with its escape sequences made harmless", () =>
    against(
      { exec: loginScript("printf 'This account is currently \\033[31mnot available.\\n'; exit 1") },
      async (connection) => {
        const { code, message } = await problemOf(connection.openShell("", undefined));
        expect(code).toBe("RB4013");
        expect(message).toBe(
          "web1: the login shell did not start sh but ended with status 1; it said: This account is currently \\x1b[31mnot available.",
        );
      },
    ));

  test("a login that never ends", () =>
    against({ exec: loginScript("sleep 3") }, async (connection) => {
      const problem = await problemOf(connection.openShell("", undefined));
      expect(problem).toMatchObject({ code: "RB4013", message: expect.stringContaining("gave no shell within 2 s") });
    }));

  test("a login that never stops talking", () =>
    against({ exec: loginScript("yes") }, async (connection) => {
      const problem = await problemOf(connection.openShell("", undefined));
      expect(problem).toMatchObject({ code: "RB4013", message: expect.stringContaining("never stopped talking") });
    }));

  test("a greeting that is printed twice starts one shell", () =>
    against({ exec: loginScript("printf '\\nrunbook-shell-readyx\\n'") }, async (connection) => {
      const shell = await connection.openShell("", undefined);
      expect((await shell.run({ script: "exit 4", kind: "user", deadline: 5_000 })).status).toBe(4);
    }));

  test("a channel that closes without a status is a loss, not a success", () =>
    against({ exec: (channel) => channel.close() }, async (connection) => {
      expect((await problemOf(connection.openShell("", undefined))).code).toBe("RB4013");
    }));

  test("refused channels are asked for again; nothing was started", async () => {
    let refusals = 2;
    await against({ refuseSession: () => refusals-- > 0 }, async (connection) => {
      const shell = await connection.openShell("", undefined);
      expect((await shell.run({ script: "true", kind: "own", deadline: 5_000 })).status).toBe(0);
    });
  });

  test("a host that goes on refusing channels", () =>
    against({ refuseSession: () => true }, async (connection) => {
      const problem = await problemOf(connection.openShell("", undefined));
      expect(problem).toMatchObject({ code: "RB4013", hint: expect.stringContaining("MaxSessions") });
    }));

  test("a host without sudo", () =>
    against({}, async (_connection, { folder }) => {
      const bin = join(folder, "bin");
      mkdirSync(bin);
      symlinkSync("/bin/sh", join(bin, "sh"));
      await against({ environment: { PATH: bin } }, async (connection) => {
        const problem = await problemOf(connection.openShell("", { method: "sudo", user: "neolane" }));
        expect(problem).toMatchObject({ code: "RB4010", message: expect.stringContaining("sudo: not found") });
      });
    }));

  test("a user name that would be an option of sudo", () =>
    against({}, async (connection) => {
      expect((await problemOf(connection.openShell("", { method: "sudo", user: "-s" }))).code).toBe("RB3005");
    }));

  test("an answer that ends without a status", () =>
    against({}, async (connection) => {
      const shell = await connection.openShell("", undefined);
      const forged = shell.run({
        script: `printf '\\n%s %s oops\\n' "$__k" "$__q"; sleep 5`,
        kind: "own",
        deadline: 5_000,
      });
      expect((await problemOf(forged)).code).toBe("RB4008");
    }));
});

function shrinkPackets(size: number): NonNullable<ServerOptions["connected"]> {
  return (_connection, protocol) => {
    const confirm: (...values: readonly number[]) => void = Reflect.get(protocol, "channelOpenConfirm");
    Reflect.set(protocol, "channelOpenConfirm", (remote: number, local: number, window: number) =>
      confirm.call(protocol, remote, local, window, size),
    );
  };
}
