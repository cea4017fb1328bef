import { describe, expect, test } from "vitest";
import { type Problem, ProblemError } from "../../../src/problems/problem.ts";
import type { Transport } from "../../../src/transport/connection.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { evilAnswers } from "../../support/evil-answers.ts";
import { evilAsides } from "../../support/evil-asides.ts";
import { evilChannels } from "../../support/evil-channels.ts";
import { evilBeginnings, evilLogins } from "../../support/evil-logins.ts";
import { type EvilBehavior, type EvilServer, startEvil } from "../../support/evil-server.ts";

const deadlines = { login: 700, channel: 700, shell: 700, grace: 100, keepalive: 150, close: 300 };
const kinds: readonly (readonly [string, readonly EvilBehavior[]])[] = [
  ["before a login", evilBeginnings],
  ["in a login", evilLogins],
  ["in a channel", evilChannels],
  ["beside the work", evilAsides],
  ["in an answer", evilAnswers],
];

/** No host may take longer than its deadlines and this. */
const patience = 4_000;
const mebibyte = 1024 * 1024;

describe.each(kinds)("a host that is evil %s", (_kind, behaviors) => {
  const seenHere = behaviors.filter(({ engineOnly }) => !engineOnly);
  test.each(seenHere)("$name", { timeout: 15_000 }, async (behavior) => {
    const server = await startEvil(behavior);
    try {
      const { problem, took, grown } = await meet(server);
      expect(behavior.ends).toContain(problem?.code ?? "survives");
      expect(JSON.stringify(problem) ?? "").not.toContain("\\u001b");
      expect(JSON.stringify(problem)?.length ?? 0).toBeLessThan(2_000);
      expect(took).toBeLessThan(deadlines.login + deadlines.shell + frameDeadline + patience);
      expect(grown / mebibyte).toBeLessThan(64);
    } finally {
      await server.close();
    }
  });
});

const frameDeadline = 800;

/** Does a little work on a host; tells what became of it, how long it took and how much memory it needed at most. */
async function meet({ target }: EvilServer): Promise<{ problem: Problem | undefined; took: number; grown: number }> {
  const began = performance.now();
  const watch = watchMemory();
  const transport = createSsh2Transport({ deadlines, backoff: 1, jitter: () => 0.5 });
  const problem = await work(transport, target);
  return { problem, took: performance.now() - began, grown: watch() };
}

async function work(transport: Transport, target: EvilServer["target"]): Promise<Problem | undefined> {
  try {
    const connection = await transport.connect(target);
    try {
      const shell = await connection.openShell("", undefined);
      const frame = { script: "echo hi", kind: "user", deadline: frameDeadline } as const;
      await shell.run(frame);
      await shell.run(frame);
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0];
    throw error;
  }
  return undefined;
}

/** Looks at this process's memory until it is asked for the most that it grew. */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 10);
  return () => {
    clearInterval(timer);
    look();
    return most - before;
  };
}
