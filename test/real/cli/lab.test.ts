import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transcript } from "../../golden/transcript.ts";
import { type Controller, controller } from "../../support/program.ts";

// What a newcomer types, one line after the other, as the program itself proposes it.
let user: Controller;
beforeAll(() => {
  user = controller();
});
afterAll(async () => {
  await user.run("lab", "down", "--dir", "lab", "--delete");
  user.remove();
});

const page = async (...words: readonly string[]) =>
  transcript(words, await user.run(...words), { HOME: user.folder }).replaceAll(/\d+ hosts/g, "N hosts");

/** The words of the proposed command that begins so. */
function proposed(text: string, command: string): readonly string[] {
  const line = text.split("\n").find((one) => one.startsWith(`  runbook ${command}`)) ?? expect.fail(text);
  return line.trim().split(" ").slice(1);
}

test("lab up proposes a plan, the plan an apply, and lab down ends it all", async () => {
  const up = await user.run("lab", "up", "2", "--dir", "lab");
  expect(up).toMatchObject({
    exitCode: 0,
    stderr: "",
    stdout: expect.stringMatching(/^2 practice hosts run in lab\n/),
  });
  expect(await page("lab", "up", "2", "--dir", "lab")).toContain("2 practice hosts run already in lab\n");
  expect(await page("lab", "up", "3", "--dir", "lab")).toMatch(/RB8003 .*run already[\s\S]*exit code 1/);
  expect(await page("lab", "status", "--dir", "lab")).toContain("up: N hosts, scenario default, process PID\n");
  const plan = await user.run(...proposed(up.stdout, "plan"), "-e", "log_watch=200ms");
  expect(plan.exitCode).toBe(0);
  const apply = await user.run(...proposed(plan.stdout, "apply"), "-y");
  expect(apply.exitCode).toBe(0);
  expect(apply.stdout).toContain("2 hosts changed");
  expect(await page(...proposed(up.stdout, "lab down"))).toContain("the practice hosts are down\n");
  expect(await page("lab", "status", "--dir", "lab")).toContain("--- stdout\ndown\n");
  expect(await page("lab", "down", "--dir", "lab")).toContain("the practice hosts were down already\n");
  expect(await user.run(...proposed(up.stdout, "plan"))).toMatchObject({ exitCode: 4 });
  await user.run("lab", "down", "--dir", "lab", "--delete");
  expect(existsSync(join(user.folder, "lab"))).toBe(false);
  expect(readdirSync(user.folder)).toEqual(["state"]);
});
