import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PlanUser, planUser, siteFiles } from "../../support/plan-user.ts";
import { treeOf } from "../../support/tree.ts";

let who: PlanUser;
let file: string;
beforeEach(async () => {
  who = planUser(siteFiles);
  expect((await who.plan()).exitCode).toBe(0);
  file = join(who.user.folder, "site.plan");
});
afterEach(() => who.remove());

/** The plan is refused, and nothing is done. */
async function refused(code: string): Promise<string> {
  const box = join(who.user.folder, "box");
  const before = await treeOf(box);
  const { exitCode, stderr, stdout } = await who.apply();
  expect(await treeOf(box)).toEqual(before);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  expect(stderr).toContain(code);
  return stderr;
}

describe("a plan file", () => {
  test("is for its owner alone, and one JSON document", () => {
    expect((lstatSync(file).mode & 0o777).toString(8)).toBe("600");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ runbookPlan: 1, runbook: "site.yaml" });
  });

  test("that was cut off anywhere is refused", async () => {
    const text = readFileSync(file, "utf8");
    for (const share of [0.1, 0.5, 0.9]) {
      writeFileSync(file, text.slice(0, Math.floor(text.length * share)));
      expect(await refused("RB7101")).toContain("It was cut off or damaged");
    }
    writeFileSync(file, text.slice(0, -1));
    await refused("RB7102");
  }, 60_000);

  test("in which anything was changed is refused", async () => {
    const text = readFileSync(file, "utf8");
    const changes = [
      text.replace("workers = 4", "workers = 9"),
      text.replace(/"expires": "2/, '"expires": "3'),
      text.replace('"mode": "0644"', '"mode": "0666"'),
      text.replace(/"seal": "hmac-sha256:./, '"seal": "hmac-sha256:'),
      text.replace('"runbook": ', '"runbook":  '),
      text.replace(/\n$/, "\n\n"),
    ];
    for (const changed of changes) {
      expect(changed).not.toBe(text);
      writeFileSync(file, changed);
      await refused("RB7102");
    }
  }, 60_000);

  test("that others may write to is refused, so are one of somebody else and what is no file", async () => {
    chmodSync(file, 0o620);
    expect(await refused("RB7101")).toContain("nobody else may write to it");
    chmodSync(file, 0o600);
    if (process.getuid?.() !== 0) return;
    chownSync(file, 12_345, 12_345);
    expect(await refused("RB7101")).toContain("belongs to you");
  });

  test("of another state folder is shown with a warning, and not applied", async () => {
    const other = who.user.with({ XDG_STATE_HOME: join(who.user.folder, "other") });
    const shown = await other.run("show", "site.plan");
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toContain("+workers = 4");
    expect(shown.stderr).toContain("was not made with this state folder");
    const { exitCode, stderr } = await other.run("apply", "site.plan", "-y");
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("RB7102")]);
    execFileSync("mkdir", ["-p", join(who.user.folder, "other/runbook")]);
    copyFileSync(join(who.user.state, "runbook/key"), join(who.user.folder, "other/runbook/key"));
    expect((await other.run("apply", "site.plan", "-y")).exitCode).toBe(0);
  });

  test("of another format says who can read it", async () => {
    writeFileSync(file, readFileSync(file, "utf8").replace('"runbookPlan": 1', '"runbookPlan": 9'));
    expect(await refused("RB7101")).toContain("format 9");
  });

  test("takes the place of another plan, and of nothing else", async () => {
    expect((await who.plan()).exitCode).toBe(0);
    const { exitCode, stderr, stdout } = await who.user.run("plan", "site.yaml", "--out", "site.yaml");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("site.yaml is there already, and is no plan");
    expect(readFileSync(join(who.user.folder, "site.yaml"), "utf8")).toBe(siteFiles["site.yaml"]);
  });

  test("that cannot be written leaves nothing behind", async () => {
    const { exitCode, stderr } = await who.user.run("plan", "site.yaml", "--out", "nowhere/site.plan");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("RB7107")]);
  });
});
