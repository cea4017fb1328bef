import ssh2, { type Connection, type ServerChannel } from "ssh2";
import { newKeyPair } from "../../src/lab/key-pair.ts";
import { numberIn } from "../../src/transport/number-in.ts";
import { changeHostKey, sendMessage, sshString, uint32 } from "./evil-protocol.ts";
import type { EvilBehavior } from "./evil-server.ts";
import type { EvilFrame } from "./evil-shell.ts";

const lost = ["RB4007", "RB4008", "RB4013", "RB5012"];
const late = ["RB5008"];
const broken = ["RB4008", "RB5012"];

const numberOf = (channel: ServerChannel): number => numberIn(channel.outgoing, "id") ?? 0;
const data = (channel: ServerChannel, bytes: Buffer) =>
  Buffer.concat([Buffer.from([94]), uint32(numberOf(channel)), sshString(bytes)]);
const request = (name: string, rest: Buffer = Buffer.alloc(0)) =>
  Buffer.concat([Buffer.from([80]), sshString(name), Buffer.from([1]), rest]);
const spam = (connection: Connection, message: Buffer, count = 1000) => {
  for (let at = 0; at < count; at++) sendMessage(connection, message);
};
const opening = (kind: string, at: number) =>
  Buffer.concat([Buffer.from([90]), sshString(kind), uint32(at), uint32(0xffffffff), uint32(0xffffffff)]);

/** Does something on the side, then answers well. */
const beside = (what: (frame: EvilFrame) => void) => ({
  answer: (frame: EvilFrame) => {
    what(frame);
    frame.reply("hi\n");
  },
});

/** What a host does beside its work, which must not matter, or must end it. */
export const evilAsides: readonly EvilBehavior[] = [
  {
    name: "a thousand global requests that nobody knows",
    shell: beside(({ connection }) => spam(connection, request("\x1b[2J@evil", Buffer.alloc(1000)))),
    ends: ["survives"],
  },
  {
    name: "a thousand new host keys",
    shell: beside(({ connection }) =>
      spam(
        connection,
        request(
          "hostkeys-00@openssh.com",
          sshString(Buffer.concat([sshString("ssh-ed25519"), sshString(Buffer.alloc(32))])),
        ),
      ),
    ),
    ends: ["survives"],
  },
  {
    name: "malformed host keys",
    shell: beside(({ connection }) =>
      sendMessage(connection, request("hostkeys-00@openssh.com", Buffer.from([255, 255, 255, 255]))),
    ),
    ends: ["survives", ...lost],
  },
  {
    name: "opens a thousand channels to us",
    shell: beside(({ connection }) => {
      for (let at = 0; at < 1000; at++) sendMessage(connection, opening(at % 2 ? "forwarded-tcpip" : "\x1b[2J", at));
    }),
    ends: ["survives", ...broken, ...lost],
  },
  {
    name: "asks for our agent and our screen",
    shell: beside(({ connection }) => {
      sendMessage(connection, opening("auth-agent@openssh.com", 7));
      sendMessage(connection, Buffer.concat([opening("x11", 8), sshString("127.0.0.1"), uint32(1)]));
    }),
    ends: ["survives", ...lost],
  },
  {
    name: "data on channels that do not exist",
    shell: beside(({ connection, channel }) =>
      spam(connection, Buffer.concat([Buffer.from([94]), uint32(numberOf(channel) + 77), sshString("\x1b[2J")])),
    ),
    ends: ["survives"],
  },
  {
    name: "answers to what nobody asked",
    shell: beside(({ connection }) => {
      for (const kind of [81, 82, 99, 100, 91, 92])
        sendMessage(connection, Buffer.concat([Buffer.from([kind]), uint32(99), uint32(0), uint32(0), uint32(0)]));
    }),
    ends: ["survives", ...broken, ...lost],
  },
  {
    name: "messages of unknown kinds",
    shell: beside(({ connection }) => {
      for (let kind = 192; kind < 256; kind++) sendMessage(connection, Buffer.from([kind, 1, 2, 3]));
    }),
    ends: ["survives", ...broken, ...lost],
  },
  {
    name: "debugging messages with escape codes",
    shell: beside(({ connection }) =>
      spam(connection, Buffer.concat([Buffer.from([4, 1]), sshString("\x1b[2J".repeat(100)), sshString("")])),
    ),
    ends: ["survives"],
  },
  {
    name: "more than the window allows",
    shell: {
      answer: ({ connection, channel }) => {
        for (let count = 0; count < 400; count++) sendMessage(connection, data(channel, Buffer.alloc(32_000, 120)));
      },
    },
    ends: [...lost, ...late],
    isSilent: true,
  },
  {
    name: "window adjustments beyond all bounds",
    shell: beside(({ connection, channel }) =>
      spam(connection, Buffer.concat([Buffer.from([93]), uint32(numberOf(channel)), uint32(0xffffffff)])),
    ),
    ends: ["survives", ...broken, ...lost],
  },
  {
    name: "another host key at the second key exchange",
    shell: { answer: ({ connection }) => rekeyWithOther(connection) },
    ends: ["RB4007", "RB4008", "RB5012"],
  },
  {
    name: "a second key exchange again and again",
    shell: beside(({ connection }) => rekey(connection, 20)),
    ends: ["survives", ...lost],
  },
];

function rekeyWithOther(connection: Connection): void {
  const other = ssh2.utils.parseKey(newKeyPair().privateKey);
  if (other instanceof Error) throw other;
  changeHostKey(Reflect.get(connection, "_protocol"), () => other);
  rekey(connection, 1);
}

function rekey(connection: Connection, times: number): void {
  if (times === 0) return;
  connection.rekey(() => rekey(connection, times - 1));
}
