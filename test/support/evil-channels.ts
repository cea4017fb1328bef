import type { Connection } from "ssh2";
import { replace, reset, socketOf } from "./evil-protocol.ts";
import type { EvilBehavior } from "./evil-server.ts";
import { greet } from "./evil-shell.ts";
import { runCommand } from "./ssh-server.ts";

const lost = ["RB4007", "RB4008", "RB4013", "RB5012"];
const late = ["RB5008"];
const megabyte = Buffer.alloc(1024 * 1024, 120);

/** What goes wrong where channels are opened. */
export const evilChannels: readonly EvilBehavior[] = [
  { name: "packets of no bytes", server: { connected: confirmWith(undefined, 0) }, ends: ["RB4008"] },
  { name: "packets of one byte", server: { connected: confirmWith(undefined, 1) }, ends: ["RB4008"] },
  {
    name: "a window of nothing",
    server: { connected: confirmWith(0, 32_768) },
    ends: [...lost, ...late],
    isSilent: true,
  },
  {
    name: "silence instead of a channel",
    server: { connected: (_connection, protocol) => replace(protocol, "channelOpenConfirm", () => {}) },
    ends: lost,
  },
  {
    name: "refuses channels, with escape codes",
    server: {
      connected: (_connection, protocol) =>
        replace(protocol, "channelOpenConfirm", (_original, [remote]) =>
          Reflect.apply(Reflect.get(protocol, "channelOpenFail"), protocol, [remote, 1, "\x1b[2Jno"]),
        ),
    },
    ends: ["RB4013"],
  },
  {
    name: "a close instead of a channel",
    server: {
      connected: (connection, protocol) =>
        replace(protocol, "channelOpenConfirm", () => socketOf(connection).destroy()),
    },
    ends: lost,
  },
  {
    name: "refuses commands",
    server: {
      connected: (_connection, protocol) =>
        replace(protocol, "channelSuccess", (_original, values) =>
          Reflect.apply(Reflect.get(protocol, "channelFailure"), protocol, values),
        ),
    },
    ends: ["RB4013"],
  },
  {
    name: "silence instead of a command",
    server: { connected: (_connection, protocol) => replace(protocol, "channelSuccess", () => {}), exec: () => {} },
    ends: lost,
  },
  {
    name: "keepalives are never answered",
    server: { connected: (_connection, protocol) => replace(protocol, "requestFailure", () => {}) },
    shell: { answer: () => {} },
    ends: ["RB4007", "RB5012"],
  },
  { name: "exit before any output", shell: { greet: (channel) => void channel.exit(0) }, ends: ["RB4013"] },
  {
    name: "exit twice, with different statuses",
    shell: {
      answer: ({ channel }) => {
        channel.exit(0);
        channel.exit(1);
        channel.end();
      },
    },
    ends: lost,
  },
  { name: "close before exit", shell: { greet: (channel) => channel.close() }, ends: ["RB4013"] },
  {
    name: "killed by a signal of escape codes",
    shell: {
      greet: (channel) => {
        Reflect.apply(channel.exit, channel, ["\x1b[2J\x1b]0;owned\x07", false, "\x1b[31m"]);
        channel.end();
      },
    },
    ends: ["RB4013"],
  },
  {
    name: "a message of the day of 10 MB",
    shell: {
      greet: (channel) => {
        for (let count = 0; count < 10; count++) channel.write(megabyte);
        greet(channel);
      },
    },
    ends: ["RB4013"],
  },
  {
    name: "a greeting of escape codes, then nothing",
    shell: { greet: (channel) => void channel.write("\x1b[2J\x1b]52;c;b3duZWQ=\x07\n".repeat(50)) },
    ends: ["RB4013"],
  },
  {
    name: "a greeting with a senseless pid",
    shell: {
      greet: (channel) => {
        channel.write("\nrunbook-shell-ready \x1b[2J; reboot\n");
        channel.stderr.write("\nrunbook-shell-ready\n");
      },
    },
    ends: ["RB4013"],
  },
  {
    name: "a shell that prints its environment and all it is told",
    server: { exec: (channel, command) => runCommand(channel, `set -v; set; env >&2\n${command}`, {}) },
    ends: ["survives"],
  },
  {
    name: "a reset under a frame",
    shell: { answer: ({ connection }) => reset(connection) },
    ends: ["RB4007", "RB5012"],
  },
];

function confirmWith(window: number | undefined, size: number): (connection: Connection, protocol: object) => void {
  return (_connection, protocol) =>
    replace(protocol, "channelOpenConfirm", (original, [remote, local, given]) =>
      original(remote, local, window ?? given, size),
    );
}
