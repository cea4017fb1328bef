import type { ServerChannel } from "ssh2";
import { afterAll, describe, expect, test } from "vitest";
import { hostLibrary } from "../../../src/changes/host-library.ts";
import { quote } from "../../../src/changes/quote.ts";
import { createExecTransport } from "../../../src/transport/exec-transport.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { keepsShells } from "../../contract/transport/shell-contract.ts";
import { type PracticeServer, runCommand, startServer } from "../../support/ssh-server.ts";

type LoginShell = (channel: ServerChannel, command: string) => void;

/** A command line as csh reads it: single quotes hold neither line ends nor `!`. */
const csh: LoginShell = (channel, command) => {
  const quoted = [...command.matchAll(/'([^']*)'/g)].map(([, text = ""]) => text);
  if (quoted.some((text) => text.includes("\n"))) return refuse(channel, "Unmatched '''.");
  if (/![^\s=(]/.test(command.replaceAll("\\!", ""))) return refuse(channel, "event: Event not found.");
  runCommand(channel, command, {});
};

/** A command line as fish reads it: inside single quotes `\\` and `\'` stand for one character. */
const fish: LoginShell = (channel, command) => {
  let text = "";
  let inside = false;
  for (let at = 0; at < command.length; at++) {
    const two = command.slice(at, at + 2);
    const literal = two === "\\\\" || two === "\\'" || (!inside && two.startsWith("\\"));
    if (literal) text += quote(command[++at] ?? "");
    else if (command[at] === "'") inside = !inside;
    else text += inside ? quote(command[at] ?? "") : command[at];
  }
  if (inside) return refuse(channel, "Unexpected end of string, quotes are not balanced");
  runCommand(channel, text, {});
};

function refuse(channel: ServerChannel, words: string): void {
  channel.stderr.write(`${words}\n`);
  channel.exit(1);
  channel.end();
}

describe.each([
  ["csh", csh],
  ["fish", fish],
])("a login shell that reads as %s", (_, exec) => {
  const deadlines = { grace: 300 };
  const servers: PracticeServer[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  const host = async () => {
    const server = await startServer({ exec });
    servers.push(server);
    return server.target;
  };
  const connect = async () => createSsh2Transport({ deadlines }).connect(await host());

  keepsShells("ssh2", connect);

  keepsShells("a command of that host", async () => {
    const via = await host();
    const transport = createExecTransport((target) => createSsh2Transport({ deadlines }).openLink(target), deadlines);
    return transport.connect({ kind: "exec", name: "web", command: ["env", "NAME=it's \\ a!b", "sh"], via });
  });

  test("the functions that the engine brings arrive as they are", async () => {
    const connection = await connect();
    const shell = await connection.openShell(
      `${hostLibrary("abc")}\nodd() { printf '%s' 'a\\\\b!c'"\\\\"; }`,
      undefined,
    );
    const reply = await shell.run({ script: "odd; rb_list /proc/self/fd >/dev/null", kind: "own", deadline: 5_000 });
    expect(Buffer.from(reply.stdout.head).toString()).toBe("a\\\\b!c\\");
    await connection.close();
  });
});
