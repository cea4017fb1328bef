import type { EvilBehavior } from "./evil-server.ts";
import type { EvilFrame } from "./evil-shell.ts";

const stat = (numbers: string, rest = "") => `${numbers}:neolane:neolane\n${rest}`;
const read = (text: string | Buffer) => ({ answer: ({ reply }: EvilFrame) => reply(text) });

/** Answers that only the engine can find wrong. */
export const evilFacts: readonly EvilBehavior[] = [
  { name: "no hello", shell: { hello: ({ reply }) => reply("") }, ends: ["RB4008"], engineOnly: true },
  {
    name: "a hello from nowhere",
    shell: { hello: ({ reply }) => reply("\x1b[2J\0uid=-1(\x1b[31m) gid=x\0\0") },
    ends: ["RB4008"],
    engineOnly: true,
  },
  {
    name: "a hello that lacks tools of escape codes",
    shell: { hello: ({ reply }) => reply("/root\0uid=0(root) gid=0(root)\0\x1b[2Jstat \x1b]0;owned\x07\0") },
    ends: ["RB4011"],
    engineOnly: true,
  },
  {
    name: "a home folder of escape codes",
    shell: { hello: ({ reply }) => reply("/\x1b[2J\0uid=1(\x1b[31mx) gid=1(x)\0\0"), ...read("") },
    ends: ["RB4008"],
    engineOnly: true,
  },
  {
    name: "a file longer than it is",
    shell: read(`/etc/target\0${stat("81a4 0 0 1 1 1 5 1")}much more than five bytes`),
    ends: ["RB5003"],
    engineOnly: true,
  },
  {
    name: "a file of a size beyond all numbers",
    shell: read(`/etc/target\0${stat("81a4 0 0 1 1 1 99999999999999999999999 1")}x`),
    ends: ["RB5003", "RB4008"],
    engineOnly: true,
  },
  {
    name: "a file that was looked at without sense",
    shell: read(`/etc/target\0${stat("zz -1 \x1b[2J")}x`),
    ends: ["RB4008"],
    engineOnly: true,
  },
  {
    name: "owners that are not numbers",
    shell: read(`/etc/target\0${stat("81a4 me you 1 1 many 1 1")}x`),
    ends: ["RB4008"],
    engineOnly: true,
  },
  { name: "an answer without any of its parts", shell: read("x"), ends: ["RB4008"], engineOnly: true },
  { name: "a path of escape codes", shell: read(`\x1b[2J\0${stat("zz")}x`), ends: ["RB4008"], engineOnly: true },
  {
    name: "a refusal with escape codes",
    shell: {
      answer: (frame) => {
        frame.channel.stderr.write("cat: \x1b]0;owned\x07\x1b[2J: Permission denied\n");
        frame.reply("/etc/target\0", 46);
      },
    },
    ends: ["RB5002"],
    engineOnly: true,
  },
];
