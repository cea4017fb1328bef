import type { ServerChannel } from "ssh2";
import type { EvilBehavior } from "./evil-server.ts";
import type { EvilFrame } from "./evil-shell.ts";

const late = ["RB5008"];
const broken = ["RB4008", "RB5012"];
const lost = ["RB4007", "RB5012"];
const chunk = Buffer.alloc(256 * 1024, 120);

/** Prints as fast as the window allows, until the channel is gone. */
export function endless(stream: ServerChannel | ServerChannel["stderr"], bytes: Buffer): void {
  const more = () => {
    if (!stream.writable) return;
    if (stream.write(bytes)) setImmediate(more);
    else stream.once("drain", more);
  };
  more();
}

const lines = Buffer.from("all work and no play\n".repeat(5000));
const marker = ({ nonce, sequence, channel }: EvilFrame, status: string) => {
  channel.write(`\n${nonce} ${sequence} ${status}\n`);
  channel.stderr.write(`\n${nonce} ${sequence}\n`);
};

/** What goes wrong in the answers of a shell. */
export const evilAnswers: readonly EvilBehavior[] = [
  { name: "silence instead of an answer", shell: { answer: () => {} }, ends: late, isSilent: true },
  {
    name: "endless lines on standard output",
    shell: { answer: ({ channel }) => endless(channel, lines) },
    ends: [...broken, ...late],
  },
  {
    name: "endless lines on standard error",
    shell: { answer: ({ channel }) => endless(channel.stderr, lines) },
    ends: [...broken, ...late],
  },
  {
    name: "a line without end",
    shell: { answer: ({ channel }) => endless(channel, chunk) },
    ends: [...broken, ...late],
  },
  {
    name: "newlines without end",
    shell: { answer: ({ channel }) => endless(channel, Buffer.alloc(256 * 1024, 10)) },
    ends: [...broken, ...late],
  },
  {
    name: "beginnings of markers without end",
    shell: { answer: ({ channel, nonce }) => endless(channel, Buffer.from(`\n${nonce} `.repeat(5000))) },
    ends: [...broken, ...late],
  },
  {
    name: "escape codes on both streams and a failure",
    shell: {
      answer: (frame) => {
        frame.channel.stderr.write("\x1b[2J\x1b]0;owned\x07no\n");
        frame.reply("\x1b[31mred", 9);
      },
    },
    ends: ["survives", "RB5002", "RB5007"],
  },
  {
    name: "NUL bytes and invalid UTF-8",
    shell: { answer: ({ reply }) => reply(Buffer.from([0, 255, 254, 0xc3, 0x28, 0, 0xed, 0xa0, 0x80])) },
    ends: ["survives", ...broken],
  },
  {
    name: "an end with another nonce",
    shell: { answer: ({ channel, sequence }) => void channel.write(`\n${"0".repeat(32)} ${sequence} 0\n`) },
    ends: late,
    isSilent: true,
  },
  {
    name: "an end cut short",
    shell: { answer: ({ channel, nonce, sequence }) => void channel.write(`\n${nonce.slice(0, 20)}\n${sequence} 0\n`) },
    ends: late,
    isSilent: true,
  },
  {
    name: "an end on one stream only",
    shell: { answer: ({ channel, nonce, sequence }) => void channel.write(`\n${nonce} ${sequence} 0\n`) },
    ends: late,
    isSilent: true,
  },
  {
    name: "the end of an earlier frame",
    shell: { answer: ({ channel, nonce, sequence }) => void channel.write(`\n${nonce} ${sequence - 1} 0\n`) },
    ends: late,
    isSilent: true,
  },
  {
    name: "the end of a later frame",
    shell: { answer: ({ channel, nonce, sequence }) => void channel.write(`\n${nonce} ${sequence + 1} 0\n`) },
    ends: late,
    isSilent: true,
  },
  {
    name: "an answer that comes before its question",
    shell: {
      answer: (frame) => {
        if (frame.sequence > 1) return;
        frame.reply("hi\n");
        marker({ ...frame, sequence: frame.sequence + 1 }, "0");
      },
    },
    ends: late,
    isSilent: true,
  },
  {
    name: "two answers",
    shell: {
      answer: (frame) => {
        frame.reply("hi\n");
        frame.reply("other\n", 3);
      },
    },
    ends: ["survives", ...broken],
  },
  { name: "status 999", shell: { answer: (frame) => marker(frame, "999") }, ends: broken },
  { name: "status 256", shell: { answer: (frame) => marker(frame, "256") }, ends: broken },
  { name: "status -1", shell: { answer: (frame) => marker(frame, "-1") }, ends: broken },
  { name: "no status", shell: { answer: (frame) => marker(frame, "") }, ends: broken },
  { name: "a status of escape codes", shell: { answer: (frame) => marker(frame, "\x1b[2J") }, ends: broken },
  {
    name: "a status without end",
    shell: {
      answer: ({ channel, nonce, sequence }) => void channel.write(`\n${nonce} ${sequence} ${"0".repeat(100_000)}`),
    },
    ends: broken,
  },
  {
    name: "half an answer, then a close",
    shell: {
      answer: ({ channel, nonce, sequence }) => {
        channel.write(`hi\n\n${nonce} ${sequence}`);
        channel.exit(0);
        channel.end();
      },
    },
    ends: lost,
  },
  {
    name: "a million processes that cannot be ended",
    shell: {
      answer: (frame) => marker(frame, "-1"),
      stop: (channel) => endless(channel, Buffer.from("\x1b[2J\n1\n\x1b]0;owned\x07\n".repeat(5000))),
    },
    ends: broken,
  },
  {
    name: "an end of processes with escape codes",
    shell: {
      answer: (frame) => marker(frame, "-1"),
      stop: (channel) => {
        channel.write("\x1b[2J\n7\n\x1b]0;owned\x07\n");
        channel.exit(0);
        channel.end();
      },
    },
    ends: broken,
  },
  {
    name: "an end of processes that never comes",
    shell: { answer: (frame) => marker(frame, "-1"), stop: () => {} },
    ends: broken,
  },
  {
    name: "a shell that echoes its input",
    shell: {
      greet: (channel) => {
        channel.write("\nrunbook-shell-ready 4242\n");
        channel.stderr.write("\nrunbook-shell-ready\n");
        channel.on("data", (bytes: Buffer) => {
          channel.write(bytes);
          channel.stderr.write(bytes);
        });
      },
    },
    ends: ["survives", ...broken],
  },
];
