import { afterAll, beforeAll, expect, test } from "vitest";
import { type Practice, practice } from "../support/practice.ts";
import { steady, transcript } from "./transcript.ts";

// One day with the Triggers runbook on three hosts, page by page. One host at a time, so that lines keep their order.
let lab: Practice;
beforeAll(async () => {
  lab = await practice(3);
});
afterAll(() => lab.remove());

const places = () => ({ LAB: lab.folder, HOME: lab.user.folder });

/** Runs the program, compares everything it said with a page, and gives what it printed. */
async function page(name: string, words: readonly string[]): Promise<string> {
  const ended = await lab.user.run(...words);
  const text = transcript(words, ended, places()).replaceAll(/\b[0-9a-f]{32}\b/g, "CLIENT");
  const shown = text.replaceAll(/\b[0-9A-F]{24}@techacct/g, "ACCOUNT@techacct");
  await expect(shown).toMatchFileSnapshot(`triggers/${name}.txt`);
  return ended.stdout;
}

/** What follows the lines of the run itself: changes and summary, without commands to go on with. */
function screen(stdout: string): string {
  return steady(stdout.slice(stdout.indexOf("exit code")).replace(/\nnext:[\s\S]*/, ""), places()).trim();
}

const words = (command: "plan" | "apply", ...more: readonly string[]) => lab.words(command, "-f", "1", ...more);

test("validate says that the runbook is fine", async () => {
  await page("1 validate", ["validate", "triggers-io.yaml"]);
});

test("plan shows every change, and changes nothing", async () => {
  const before = lab.files();
  const plan = await page("2 plan", words("plan"));
  expect(lab.files()).toEqual(before);
  expect((await lab.user.run(...words("plan", "--detailed-exitcode"))).exitCode).toBe(2);
  expect(screen((await lab.user.run("show", "last")).stdout)).toBe(screen(plan));
});

test("apply -y makes the changes", async () => {
  await page("3 apply", words("apply", "-y", "-D"));
});

test("show last says the same again", async () => {
  await page("4 show last", ["show", "last"]);
});

/** The lock's file names the run that took it last. */
function withoutLock(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => !path.endsWith("/.runbook/lock")));
}

test("a second apply finds nothing to do, and --verify agrees", async () => {
  const before = withoutLock(lab.files());
  await page("5 apply again", words("apply", "-y", "--verify"));
  expect(withoutLock(lab.files())).toEqual(before);
  expect((await lab.user.run(...words("plan", "--detailed-exitcode"))).exitCode).toBe(0);
});
