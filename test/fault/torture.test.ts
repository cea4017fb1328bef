import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// A seeded part of `npm run torture`; docs/guide/promises.md says what is promised.
const script = fileURLToPath(new URL("../../scripts/torture.mjs", import.meta.url));
const minute = 60_000;

async function torture(...args: readonly string[]): Promise<string> {
  const words = [script, "--seed", "20260301", "--jobs", "2", ...args];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  await new Promise((resolve) => child.once("close", resolve));
  return text;
}

describe("runs that are cut off in every way", () => {
  /** So many rounds of each campaign, of at most so many seconds. */
  test.for([
    ["trace", 1, 20],
    ["kill", 40, 45],
    ["sweep", 60, 60],
    ["host", 12, 15],
    ["signal", 6, 15],
    ["enospc", 12, 15],
    ["lock", 2, 15],
    ["race", 2, 10],
    ["rollback", 5, 15],
    ["power", 3, 10],
  ] as const)("%s: what is promised holds", { timeout: 3 * minute }, async ([name, rounds, seconds], { skip }) => {
    const told = await torture("--only", name, "--rounds", String(rounds), "--minutes", String(seconds / 60));
    const missing = / skipped: needs (.+)$/m.exec(told)?.[1];
    if (missing !== undefined) return skip(`needs ${missing}`);
    expect(told).toMatch(/^0 violations$/m);
    expect(told).toMatch(new RegExp(`^${name} +[1-9]\\d* rounds`, "m"));
  });
});

test.for([
  "owed handlers are forgotten",
  "tasks that ended are done again",
  "a new file leaves its other name",
  "others may look at backups",
])("the torture finds it when %s", { timeout: 3 * minute }, async (name) => {
  expect(await torture("--oracle", "--only", name)).toMatch(/^1 of 1 found$/m);
});
