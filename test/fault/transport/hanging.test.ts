import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Transport } from "../../../src/transport/connection.ts";
import { createExecTransport } from "../../../src/transport/exec-transport.ts";
import { createLocalTransport } from "../../../src/transport/local-transport.ts";
import { createOpensshTransport } from "../../../src/transport/openssh-transport.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { problemOf } from "./caught.ts";

const deadlines = { grace: 1_500 };

/** Commands that hang; `$N` is a number of seconds that nobody else sleeps. */
const kinds: readonly (readonly [string, string])[] = [
  ["one that sleeps for ever", "sleep $N"],
  ["one that is deaf to TERM", "trap '' TERM; sleep $N; sleep $N"],
  ["children that are deaf to TERM", "(trap '' TERM; sleep $N; sleep $N) & (trap '' TERM; sleep $N) & wait"],
  ["one that stands still", "sh -c 'kill -STOP $$; sleep '$N & sleep $N & kill -STOP $!; wait"],
  ["one that has closed its output", "exec >&- 2>&-; sleep $N"],
  ["one that lets go of its child", "(sleep $N &); sleep $N"],
  ["one whose children follow each other", "r() { (sleep 0.1; r) & }; r & (sleep $N &) & sleep $N"],
  ["one that begins a session of its own", "setsid sh -c 'sleep '$N' & wait' & wait"],
  ["one that waits for somebody to write", "d=$(mktemp -d); mkfifo $d/f; (sleep $N; rm -r $d) & cat $d/f"],
  ["one that is busy", "(sleep $N) & while :; do :; done"],
];

/** Enough for ways that differ only in how the second channel is opened. */
const few = kinds.filter(([name]) => /deaf to TERM|lets go|stands still/.test(name));

function alive(words: string): readonly string[] {
  const all = execFileSync("ps", ["-eo", "pid,stat,args"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  }).split("\n");
  return all.filter((line) => line.includes(words) && !/^\s*\d+ Z/.test(line));
}

function endsAll(name: string, open: () => Promise<Connection>, some = kinds): void {
  describe(`${name} ends at the deadline`, () => {
    test.each(some)("%s", async (_, script) => {
      const number = `30${randomInt(1_000_000, 9_999_999)}`;
      const connection = await open();
      const shell = await connection.openShell("", undefined);
      const text = `N=${number}; ${script}`;
      const problem = await problemOf(shell.run({ script: text, kind: "user", deadline: 500 }));
      expect(problem).toMatchObject({ code: "RB5008", hint: "its processes were ended" });
      expect(alive(number)).toEqual([]);
      expect((await connection.openShell("", undefined)) !== shell).toBe(true);
      await connection.close();
    });
  });
}

endsAll("what hangs on this machine", () => createLocalTransport(deadlines).connect({ kind: "local", name: "here" }));

test("what an earlier step left running goes on", async () => {
  const number = `30${randomInt(1_000_000, 9_999_999)}`;
  const connection = await createLocalTransport(deadlines).connect({ kind: "local", name: "here" });
  const shell = await connection.openShell("", undefined);
  const script = `(sleep ${number} >/dev/null 2>&1 &)`;
  await shell.run({ script, kind: "user", deadline: 5_000 });
  await shell.run({ script: "sleep 0.05", kind: "user", deadline: 5_000 });
  const late = await problemOf(shell.run({ script: "sleep 300.25", kind: "user", deadline: 300 }));
  expect(late.hint).toBe("its processes were ended");
  const left = alive(number);
  expect(left).toHaveLength(1);
  process.kill(Number.parseInt(left[0] ?? "", 10));
  await connection.close();
});

describe.skipIf(!canRunSshd)("on OpenSSH (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.close());
  const over = (transport: () => Transport) => () => transport().connect(sshd.target);
  endsAll(
    "what hangs over ssh2",
    over(() => createSsh2Transport({ deadlines })),
  );
  endsAll(
    "what hangs over the system's ssh",
    over(() => createOpensshTransport({ deadlines })),
  );
  const asNobody = async () => {
    const connection = await createSsh2Transport({ deadlines }).connect(sshd.target);
    return {
      hostKey: connection.hostKey,
      counters: connection.counters,
      openShell: (library: string) => connection.openShell(library, { method: "sudo", user: "nobody" }),
      close: () => connection.close(),
    };
  };
  endsAll("what hangs under sudo", asNobody, few);
  const exec = () => createExecTransport((target) => createSsh2Transport({ deadlines }).openLink(target), deadlines);
  const command = ["env", "CONTAINER=web", "sh"];
  endsAll(
    "what hangs behind a command of a host",
    () => exec().connect({ kind: "exec", name: "web", command, via: sshd.target }),
    few,
  );
});
