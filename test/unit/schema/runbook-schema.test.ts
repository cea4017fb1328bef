import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { allModules } from "../../../src/modules/contract/registry.ts";
import { factsOfKeyword } from "../../../src/runbook/keyword-forms.ts";
import {
  blockKeywords,
  importKeywords,
  playKeywords,
  runbookKeywords,
  taskKeywords,
} from "../../../src/runbook/keywords.ts";
import { runbookSchema } from "../../../src/schema/runbook-schema.ts";
import type { Located } from "../../../src/source/located.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { runIn } from "../../support/validating.ts";

const modules = await Promise.all(allModules().map(async ({ load }) => (await load()).default));
const schema = runbookSchema(modules);
const accepts = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema);

/** A YAML text as an editor hands it to a validator. */
function asData(text: string): unknown {
  return plain(readYaml({ name: "text", text }));
}

function plain(located: Located): unknown {
  if (located.kind === "scalar") return located.value;
  if (located.kind === "list") return located.items.map(plain);
  return Object.fromEntries(located.entries.map(({ key, value }) => [key, plain(value)]));
}

const task = (text: string) => `- hosts: all\n  tasks:\n${text.replaceAll(/^/gm, "    ")}\n`;

describe("the schema accepts", () => {
  const shipped = new URL("../../../runbooks/", import.meta.url);
  const names = readdirSync(shipped).filter((name) => name.endsWith(".yaml"));
  test("something that is shipped", () => expect(names.length).toBeGreaterThan(0));
  test.each(names)("the shipped runbook %s", (name) => {
    expect(accepts(asData(readFileSync(new URL(name, shipped), "utf8"))) || accepts.errors).toBe(true);
  });

  const examples = modules.flatMap(({ name, examples: all }) =>
    all.map((one) => [`${name}: ${one.title}`, one] as const),
  );
  test.each(examples)("the example of %s", (_, { task: text }) => {
    const whole = task(`- ${text.trimEnd().replaceAll("\n", "\n  ")}`);
    expect(accepts(asData(whole)) || accepts.errors).toBe(true);
  });

  test.each([
    "command: uptime -p",
    'ansible.builtin.copy: { dest: "{{ a }}", content: x, force: "{{ b }}" }',
    "copy: { dest: /a, content: x, force: yes }",
    "set_fact: { anything: 1 }",
    "debug:",
    "fail:\n  when: [a == 1, true]",
    'file: { path: /a, mode: "0644" }\n  become: yes\n  tags: a,b',
    "manual: { instructions: do }",
    "meta: flush_handlers",
    "block: [{ debug: }]\n  rescue: [{ block: [{ fail: }] }]\n  always:\n  when: a\n  run_once: batch",
    "import_tasks: more.yaml\n  vars: { a: 1 }",
    "command: probe\n  until: a.rc == 0\n  retries: 3\n  register: a\n  run_once: true\n  throttle: 2",
  ])("%s", (text) => {
    expect(accepts(asData(task(`- ${text}`))) || accepts.errors).toBe(true);
  });
});

describe("the schema refuses", () => {
  test.each([
    "coppy: { dest: /a }",
    "copy: { dest: /a, contents: x }",
    "copy: { content: x }",
    "copy: { dest: /a, content: x, force: perhaps }",
    "file: { path: /a, mode: 0644 }",
    "file: { path: /a, state: gone }",
    "debug:\n  wen: a",
    "debug:\n  register: a-b",
    "block: [{ coppy: { dest: /a } }]",
    "rescue: [{ debug: }]",
    "import_tasks: more.yaml\n  register: a",
  ])("%s", (text) => {
    expect(accepts(asData(task(`- ${text}`)))).toBe(false);
  });

  test("a play without hosts, an input of an unknown type, another key of a runbook", () => {
    expect(accepts(asData("- tasks: []"))).toBe(false);
    expect(accepts(asData("inputs: { a: { type: text } }\nplays: []"))).toBe(false);
    expect(accepts(asData("inputs: { a: { type: integer } }\nplays: []"))).toBe(true);
    expect(accepts(asData("plays: []\nplay: []"))).toBe(false);
    expect(accepts(asData("- import_playbook: other.yaml\n- { hosts: all, serial: [1, 50%] }"))).toBe(true);
  });
});

test("every keyword has a form and a sentence", () => {
  const keywords = [...taskKeywords, ...blockKeywords, ...importKeywords, ...playKeywords, ...runbookKeywords];
  expect(keywords.filter((keyword) => factsOfKeyword(keyword).doc === "")).toEqual([]);
});

test("runbook schema prints it", async () => {
  const { stdout, exitCode } = await runIn({}, ["schema"]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(schema)));
  expect(exitCode).toBe(0);
});

test("each parameter has a description, for completion", () => {
  const definitions: Readonly<Record<string, { readonly properties?: object }>> = JSON.parse(
    JSON.stringify(schema.definitions),
  );
  expect(Object.keys(definitions.module_copy?.properties ?? {})).toContain("dest");
  expect(JSON.stringify(definitions.module_copy?.properties)).toContain("Where it goes.");
});
