import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { valueMap } from "../../../src/expression/value.ts";
import { inventoryAsJson } from "../../../src/inventory/inventory-as-json.ts";
import { inventoryGraph } from "../../../src/inventory/inventory-graph.ts";
import type { Host } from "../../../src/inventory/model.ts";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const isMissing = spawnSync("ansible-inventory", ["--version"]).status !== 0;
const run = promisify(execFile);

const plain = (host: Host) => valueMap([...host.variables].map(([name, { value }]) => [name, valueOfLocated(value)]));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbook-like-ansible-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function ansible(name: string, text: string, ...args: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  const environment = { PATH: process.env.PATH, HOME: folder, LC_ALL: "C.UTF-8", ANSIBLE_LOCALHOST_WARNING: "False" };
  return (await run("ansible-inventory", ["-i", path, ...args], { env: environment })).stdout;
}

async function expectSame(name: string, text: string): Promise<void> {
  const ours = inventoryAsJson(readInventory([{ name, text }]), plain);
  expect(JSON.parse(JSON.stringify(ours)), text).toEqual(JSON.parse(await ansible(name, text, "--list")));
}

const values = [
  "1",
  "-5",
  "007",
  "0644",
  "0x1F",
  "0b101",
  "0o17",
  "1_000",
  "1.10",
  ".5",
  "5.",
  "1e3",
  "1e-3",
  "True",
  "true",
  "None",
  "yes",
  "abc",
  "a.b/c:d",
  "[1,2]",
  "['a','b']",
  "(1,2)",
  "(1)",
  "(1,)",
  "[]",
  "{}",
  "{'a':[True,None]}",
  "{1:2}",
  "a=b",
  "=",
  "",
  "{{x}}",
  "1+1",
  "[1,x]",
  "nan",
  "--1",
  "1.2.3",
  "12:30",
  "'q'",
  "''",
  "'a'b",
  "\\\\d",
  "u'x'z",
  "[1,,2]",
  "{'a'}x",
  "10.0.0.1",
  "9007199254740991",
] as const;

/** Writes a value so that the shell-like splitting of a host line leaves it as it is. */
const quoted = (value: string) => (value.includes("'") ? `"${value.replace(/\\/g, "\\\\")}"` : `'${value}'`);

const value = fc.constantFrom(...values);
const variables = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), value), { maxLength: 3 });
const hostName = fc.constantFrom("h1", "h2", "web[1:3].example.org", "db[a:c]", "n[01:05:2]x[0:1]", "p1:2222");
const hostLine = fc
  .tuple(hostName, variables)
  .map(([host, list]) => [host, ...list.map(([name, text]) => `${name}=${quoted(text)}`)].join(" "));
const lines = fc.array(hostLine, { maxLength: 3 });
const definitions = fc.array(
  fc.tuple(fc.constantFrom("w", "x", "y", "z"), value).map(([name, text]) => `${name} = ${text}`),
  { maxLength: 4 },
);
const file = fc
  .record({ top: lines, g1: lines, g2: lines, all: definitions, v1: definitions, v2: definitions, v3: definitions })
  .map(({ top, g1, g2, all, v1, v2, v3 }) =>
    [...top, "[g1]", ...g1, "[g2] # two", ...g2, "[outer:children]", "g1", "[all:vars]", ...all]
      .concat(["[g1:vars]", ...v1, "[g2:vars]", ...v2, "ansible_group_priority=5", "[outer:vars]", ...v3])
      .join("\n"),
  );

describe.skipIf(isMissing)("as ansible-inventory reads it (skipped where it is not installed)", () => {
  test("every kind of value of the INI form", async () => {
    const own = values.map((text, index) => `v${index}=${quoted(text)}`).join(" ");
    const ofGroup = values.map((text, index) => `g${index}=${text}`).join("\n");
    await expectSame(
      "values.ini",
      `h ${own}\n[all:vars]\n${ofGroup}\nc1=5 # five\nc2="x" # c\nc3=x # c\nsp =  a  b \n`,
    );
  });

  test("words, comments and escapes of host lines", async () => {
    await expectSame(
      "words.ini",
      `h a="x y" b='it"s' c=a\\ b d=x"y z"w e=a#b f=1\nh2 a="5" b='"5"' c="\\"5\\"" ;x=1\n; no\n# no\n`,
    );
  });

  test("random INI files", async () => {
    const samples = fc.sample(file, { numRuns: 4, seed: 20261123 });
    await Promise.all(samples.map((text, index) => expectSame(`random${index}.ini`, text)));
  }, 60_000);

  test("a YAML file, and its graph", async () => {
    const text = `
all:
  hosts: {solo: {a: 1}}
  vars: {v: all, w: {x: [1, "2"]}}
  children:
    outer:
      vars: {v: outer}
      children:
        inner: {hosts: {"web[1:2]": {b: "yes", c: 0x1F}, solo2: }}
    other: {hosts: {web1: , "p:2200": }, vars: {o: 1.5, n: null}}
    nothing:
`;
    await expectSame("a.yaml", text);
    const graph = inventoryGraph(readInventory([{ name: "a.yaml", text }])).join("\n");
    expect(`${graph}\n`).toBe(await ansible("a.yaml", text, "--graph"));
  });
});
