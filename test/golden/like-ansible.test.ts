import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ansibleLines, chosenCases, type GoldenCase, layCase, leftBehind } from "../support/golden-cases.ts";
import { type AnsibleAnswer, type AnsibleJob, hasAnsible, runAnsible } from "../support/run-ansible.ts";

// The folders of the golden cases, run by the real ansible-playbook: `same` must leave the same files, everything else must not.
const claimed = chosenCases().filter(({ verdict }) => verdict !== undefined);
const cases = claimed.filter(({ unproven }) => unproven === undefined);

/** What a case left behind here, and whether all went well, from its page. */
function ours({ expected }: GoldenCase): { readonly left: string; readonly good: boolean } {
  const [, code = ""] = /^--- exit code (\d+)$/m.exec(expected.slice(expected.lastIndexOf("--- exit code"))) ?? [];
  const start = expected.indexOf("--- left out/");
  return { left: start < 0 ? "" : expected.slice(start), good: code === "0" };
}

describe("what a case claims", () => {
  test.for(claimed.map((one) => [one.name, one] as const))("%s", ([, one]) => {
    expect(one.part).toBeTruthy();
    expect(one.shows?.length).toBeGreaterThan(0);
    if (one.verdict === "same") expect(one.unproven).toBeUndefined();
    else expect(one.why).toMatch(/^[A-Z`].*\.$/);
  });

  test("nothing is claimed twice", () => {
    const rows = claimed.flatMap(({ part, shows = [] }) => shows.map((what) => `${part}: ${what}`));
    expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
  });
});

describe.skipIf(!hasAnsible())("beside the real ansible-playbook (skipped where it is not installed)", () => {
  let top: string;
  const answers = new Map<string, AnsibleAnswer>();
  const placeOf = (name: string) => join(top, name);

  beforeAll(async () => {
    top = mkdtempSync(join(tmpdir(), "runbook-cases-"));
    const jobs: AnsibleJob[] = [];
    for (const one of cases) {
      mkdirSync(placeOf(one.name));
      layCase(one, placeOf(one.name));
      for (const args of ansibleLines(one)) {
        const { environment = {} } = one;
        jobs.push({ program: "ansible-playbook", directory: placeOf(one.name), args, environment });
      }
    }
    for (const [index, answer] of (await runAnsible(jobs)).entries()) {
      answers.set(jobs[index]?.directory ?? "", answer);
    }
  }, 300_000);
  afterAll(() => rmSync(top, { recursive: true }));

  test.for(cases.map((one) => [one.verdict, one.name, one] as const))("%s: %s", ([verdict, name, one]) => {
    const answer = answers.get(placeOf(name));
    const theirs = { left: leftBehind(placeOf(name)), good: answer?.status === 0 };
    const said = `${answer?.stdout}${answer?.stderr}`;
    if (verdict === "same") expect(theirs, said).toEqual(ours(one));
    else expect(theirs, said).not.toEqual(ours(one));
  });
});
