import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { me } from "../../support/journals.ts";
import { testWorld } from "../../support/test-world.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-questions-"));
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, "inventory.yaml"), "all: { hosts: { here: { ansible_connection: local } } }\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const site = {
  inputs: { ticket: { type: "string", description: "The ticket of the change" } },
  plays: [
    {
      hosts: "all",
      tasks: [
        { name: "Look", command: "true" },
        { name: "Open a ticket", manual: { instructions: "Ask the team.", capture: ["ticket"] } },
        { name: "Use it", debug: { msg: "{{ ticket }}" } },
      ],
    },
  ],
};

/** What stood on standard output when the question came. */
async function shownBefore(format: "text" | "json") {
  writeFileSync(join(folder, "site.yaml"), JSON.stringify(site));
  const { world, stdout, stderr } = testWorld(folder, ["apply", "site.yaml", "-y", "--format", format], ["T-17"]);
  let shown = "";
  const errors = {
    ...world.errors,
    write(text: string) {
      if (text.includes("ticket")) shown ||= stdout();
      world.errors.write(text);
    },
  };
  const exitCode = await run({ ...world, userId: me, errors, random: (bytes) => randomBytes(bytes) });
  expect([exitCode, stderr()]).toEqual([0, expect.stringContaining("ticket")]);
  return shown;
}

test("a question on a screen comes after what happened before it, and after its instructions", async () => {
  expect(await shownBefore("text")).toMatch(/changed {2}Look[\s\S]*Ask the team\.\n$/);
});

test("a question to somebody who writes JSON to a file comes after the events before it", async () => {
  const last = (await shownBefore("json")).trimEnd().split("\n").at(-1) ?? "";
  expect(JSON.parse(last)).toMatchObject({ type: "noted", message: "Open a ticket\nAsk the team." });
});

/** Answers to what a play asks for, and what came of them. */
async function asked(args: readonly string[], answers: readonly string[] = []) {
  const vars_prompt = [
    { name: "token", prompt: "Token of the app", confirm: true },
    { name: "day", default: "Friday" },
  ];
  const tasks = ["day", "token"].map((name) => ({ debug: { msg: `{{ ${name} }}` } }));
  const play = { hosts: "all", vars_prompt, tasks };
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([play]));
  const { world, stdout, stderr } = testWorld(folder, ["apply", "site.yaml", "-y", ...args]);
  const left = [...answers];
  const stream = new PassThrough();
  const errors = {
    ...world.errors,
    write(text: string) {
      world.errors.write(text);
      if (text.endsWith(": ")) stream.write(`${left.shift()}\n`);
    },
  };
  const input = { stream, isTTY: answers.length > 0 };
  const exitCode = await run({ ...world, userId: me, errors, input, random: (bytes) => randomBytes(bytes) });
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

test("what a play asks for is asked, twice where it says so, and never shown", async () => {
  const { exitCode, stdout, stderr } = await asked([], ["t-1", "t-2", "t-17", "t-17"]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain("Token of the app\ntoken: ");
  expect(stderr).toContain("These are not the same.");
  expect(stdout).toMatch(/debug {2}Friday\n.*debug {2}\(secret token\)/);
});

test("without a terminal it must be given", async () => {
  const { exitCode, stderr } = await asked([]);
  expect([exitCode, stderr]).toEqual([5, expect.stringContaining("RB3101")]);
  writeFileSync(join(folder, "more.yaml"), "token: t-17\nday: Monday\n", { mode: 0o600 });
  expect((await asked(["-e", "@more.yaml"])).stdout).toMatch(/debug {2}Monday\n/);
});
