import { appendFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlanUser, planUser, siteFiles } from "../support/plan-user.ts";
import { transcript } from "./transcript.ts";

let who: PlanUser;
beforeAll(() => {
  who = planUser(siteFiles);
});
afterAll(() => who.remove());

const at = (name: string) => join(who.user.folder, name);

// One after the other, as they would be typed; what happens before each.
const steps: readonly (readonly [name: string, words: readonly string[], before?: () => void])[] = [
  ["help of approve", ["approve", "--help"]],
  ["plan that is saved", ["plan", "site.yaml", "--out", "site.plan"]],
  ["show a saved plan", ["show", "site.plan"]],
  [
    "apply a plan whose host drifted",
    ["apply", "site.plan", "-y"],
    () => appendFileSync(at("box/app.conf"), "more = 1\n"),
  ],
  ["apply a plan with flags of its own", ["apply", "site.plan", "-y", "-t", "all"]],
  ["apply a plan that nobody approved", ["apply", "site.plan", "-y", "--require-approval", "allowed"]],
  ["apply a plan that does not fit", ["apply", "site.plan", "-y"], () => appendFileSync(at("site.yaml"), "# more\n")],
  ["apply a plan that others may write to", ["apply", "site.plan", "-y"], () => chmodSync(at("site.plan"), 0o666)],
  ["save a plan over a runbook", ["plan", "site.yaml", "--out", "site.yaml"]],
];

test("screens of saved plans", { timeout: 90_000 }, async () => {
  for (const [name, words, before] of steps) {
    before?.();
    const page = transcript(words, await who.user.run(...words), { HOME: who.user.folder });
    const steady = page
      .replaceAll(/\bplan [0-9a-f]{20}\b/g, "plan FINGERPRINT")
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d\b/g, "TIME");
    await expect(steady).toMatchFileSnapshot(`commands/${name.replaceAll(/[^A-Za-z]+/g, "-")}.txt`);
  }
});
