import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { ansibleInventory, hasAnsible } from "../../support/run-ansible.ts";
import { testWorld } from "../../support/test-world.ts";

// What `runbook hosts` prints for a corpus of inventories, beside what the real `ansible-inventory` prints.
const corpus = fileURLToPath(new URL("../../corpus/inventories", import.meta.url));

interface Case {
  readonly folder: string;
  /** What is given with `-i`. */
  readonly inventories: readonly string[];
  /** A host to ask for alone, and a group to draw alone. */
  readonly host: string;
  readonly group: string;
}

const cases: readonly Case[] = [
  { folder: "ini-ranges", inventories: ["hosts"], host: "solo", group: "web" },
  { folder: "ini-values", inventories: ["hosts"], host: "h", group: "g" },
  { folder: "nested", inventories: ["hosts.yaml"], host: "ber1", group: "europe" },
  { folder: "nested-ini", inventories: ["hosts"], host: "b", group: "outer" },
  { folder: "variables", inventories: ["hosts"], host: "web1", group: "site" },
  { folder: "several", inventories: ["one/hosts", "two/hosts.yml"], host: "h", group: "outer" },
  { folder: "several", inventories: ["two/hosts.yml", "one/hosts"], host: "h", group: "db" },
  { folder: "several", inventories: ["one", "two", "h,h9,"], host: "h9", group: "web" },
  { folder: "folder", inventories: ["inventory"], host: "a1", group: "web" },
  { folder: "folder", inventories: ["inventory/02-more.yml", "inventory/01-hosts"], host: "a2", group: "web" },
  { folder: "program", inventories: ["meta.sh"], host: "w1", group: "web" },
  { folder: "program", inventories: ["host.sh"], host: "w2", group: "db" },
  { folder: "program", inventories: ["host.sh", "meta.sh"], host: "w1", group: "list" },
  { folder: "priority", inventories: ["hosts"], host: "h", group: "zebra" },
  { folder: "siblings", inventories: ["hosts.yaml"], host: "h", group: "c" },
  { folder: "json", inventories: ["hosts.json"], host: "j2", group: "web" },
  { folder: "localhost", inventories: ["hosts"], host: "localhost", group: "ungrouped" },
  { folder: "same-names", inventories: ["hosts"], host: "b", group: "b" },
  { folder: "merged", inventories: ["hosts.yml"], host: "ha", group: "all" },
  { folder: "deep-groups", inventories: ["hosts"], host: "h", group: "g20" },
  { folder: "diamond", inventories: ["hosts"], host: "h1", group: "right" },
];

const questions = ["list", "graph", "a group's graph", "one host"] as const;
type Question = (typeof questions)[number];

function ansibleArgs({ inventories, host, group }: Case, question: Question): readonly string[] {
  const from = inventories.flatMap((one) => ["-i", one]);
  if (question === "list") return [...from, "--list"];
  if (question === "graph") return [...from, "--graph"];
  return question === "one host" ? [...from, "--host", host] : [...from, "--graph", group];
}

async function ours(one: Case, question: Question): Promise<string> {
  const { world, stdout, stderr } = testWorld(`${corpus}/${one.folder}`, ["hosts", ...ansibleArgs(one, question)]);
  expect([await run(world), stderr()]).toEqual([0, ""]);
  return stdout();
}

test("every folder of the corpus is looked at", () => {
  expect(new Set(cases.map(({ folder }) => folder))).toEqual(new Set(readdirSync(corpus)));
});

describe.skipIf(!hasAnsible())("as the real ansible-inventory (skipped where it is not installed)", () => {
  const answers = new Map<string, string>();
  const key = (one: Case, question: Question) => JSON.stringify([one, question]);
  beforeAll(async () => {
    const asked = cases.flatMap((one) => questions.map((question) => ({ one, question })));
    const jobs = asked.map(({ one, question }) => ({
      directory: `${corpus}/${one.folder}`,
      args: ansibleArgs(one, question),
    }));
    for (const [index, printed] of (await ansibleInventory(jobs)).entries()) {
      const question = asked[index];
      if (question) answers.set(key(question.one, question.question), printed);
    }
  }, 120_000);

  const named = cases.map((one) => [[one.folder, ...one.inventories].join(" "), one] as const);

  test.each(named)("%s --list", async (_, one) => {
    expect(JSON.parse(await ours(one, "list"))).toEqual(JSON.parse(answers.get(key(one, "list")) ?? ""));
  });

  test.each(named)("%s --host", async (_, one) => {
    expect(JSON.parse(await ours(one, "one host"))).toEqual(JSON.parse(answers.get(key(one, "one host")) ?? ""));
  });

  test.each(named)("%s --graph", async (_, one) => {
    expect(await ours(one, "graph")).toBe(answers.get(key(one, "graph")));
    expect(await ours(one, "a group's graph")).toBe(answers.get(key(one, "a group's graph")));
  });
});
