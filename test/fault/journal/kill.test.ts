import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { markLine, thisProcess } from "../../../src/journal/process-mark.ts";
import { runFolder } from "../../../src/journal/run-folder.ts";
import { journal, me, type StateFolder, stateFolder } from "../../support/journals.ts";

const program = fileURLToPath(new URL("../../support/journal-writer.mjs", import.meta.url));
const dist = process.env.RUNBOOK_DIST ?? fileURLToPath(new URL("../../../dist", import.meta.url));

let state: StateFolder;
beforeEach(() => {
  state = stateFolder();
});
afterEach(() => state.remove());

interface Writing {
  readonly run: string;
  readonly how: "begin" | "continue";
  readonly round: number;
  /** How many wait for the disk at the same time. */
  readonly hosts: number;
  /** It is killed when it has said so many lines. */
  readonly until: number;
}

/** What a writer said until it was killed, or ended. */
async function written({ run, how, round, hosts, until }: Writing): Promise<readonly string[]> {
  const args = [program, dist, state.path, run, how, String(round), String(hosts)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === until) child.kill("SIGKILL");
  }
  return lines;
}

/** The same numbers in every run of the test (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Kills a journal's writers one after the other; each goes on where the last was cut off. */
async function killAgainAndAgain(run: string, rounds: number, random: (below: number) => number): Promise<number> {
  const promised: string[] = [];
  let torn = 0;
  for (let round = 0; round < rounds; round++) {
    const how = round === 0 ? "begin" : "continue";
    const lines = await written({ run, how, round, hosts: 1 + random(16), until: 1 + random(80) });
    expect(lines[0]).toBe("begun");
    promised.push(...lines.slice(1));
    const { events, tail } = openJournal(runFolder(state.path, run), me);
    const kept = new Set(events.map((event) => ("message" in event ? event.message : "")));
    expect(promised.filter((message) => !kept.has(message))).toEqual([]);
    expect(tail.kind).not.toBe("damaged");
    if (tail.kind === "torn") torn++;
  }
  return torn;
}

test("a writer that is killed a hundred times loses nothing that it said was on disk", {
  timeout: 120_000,
}, async () => {
  const lanes = [1, 2, 3, 4].map((lane) => killAgainAndAgain(`20260301-10200${lane}-bcdf`, 25, seeded(lane)));
  const torn = (await Promise.all(lanes)).reduce((sum, one) => sum + one, 0);
  console.info(`100 kills, ${torn} of them left a torn tail`);
});

test("of eight processes that find a dead writer's journal, one goes on with it", { timeout: 60_000 }, async () => {
  const run = "20260301-102000-bcdf";
  const folder = state.put(run, Buffer.concat(journal(run, [])));
  writeFileSync(join(folder, "writer.1"), markLine({ ...thisProcess(), start: "1" }));
  const racing = Array.from({ length: 8 }, (_, round) => {
    const args = [program, dist, state.path, run, "continue", String(round), "1"];
    return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  });
  const first = await Promise.all(
    racing.map(async ({ stdout }) => (await createInterface(stdout)[Symbol.asyncIterator]().next()).value),
  );
  for (const child of racing) child.kill("SIGKILL");
  expect(first.toSorted()).toEqual(["begun", ...Array.from({ length: 7 }, () => "refused RB7005")]);
  expect(openJournal(folder, me)).toMatchObject({ headers: [{ run }, { run }] });
});
