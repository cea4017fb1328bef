import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allModules } from "../../src/modules/contract/registry.ts";
import { type Completion, LanguageServer } from "../support/language-server.ts";
import { type Controller, controller } from "../support/program.ts";

const modules = await Promise.all(allModules().map(async ({ load }) => (await load()).default));
const shipped = new URL("../../runbooks/", import.meta.url);
const names = readdirSync(shipped).filter((name) => name.endsWith(".yaml"));

let user: Controller;
let editor: LanguageServer;
beforeAll(async () => {
  user = controller();
  const { stdout } = await user.run("schema");
  const file = join(user.folder, "runbook.schema.json");
  writeFileSync(file, stdout);
  editor = new LanguageServer(pathToFileURL(file).href);
  await editor.start();
}, 60_000);
afterAll(async () => {
  await editor.stop();
  user.remove();
});

let files = 0;
const newFile = () => pathToFileURL(join(user.folder, `text${++files}.yaml`)).href;
const tasks = (text: string) =>
  `- name: Play\n  hosts: all\n  tasks:\n${text.trimEnd().replaceAll(/^(?=.)/gm, "    ")}\n`;

/** What is underlined: "line message", lines counted from 1. */
async function underlined(text: string): Promise<readonly string[]> {
  const found = await editor.open(newFile(), text);
  return found.map(({ message, range }) => `${range.start.line + 1} ${message}`);
}

/** What is offered where `|` stands in a text. */
async function offered(text: string): Promise<readonly Completion[]> {
  const uri = newFile();
  const before = text.slice(0, text.indexOf("|")).split("\n");
  await editor.open(uri, text.replace("|", ""));
  return editor.complete(uri, before.length - 1, before.at(-1)?.length ?? 0);
}

const labels = async (text: string) => (await offered(text)).map(({ label }) => label);

describe("an editor with yaml-language-server and the schema", () => {
  test.each(names)("underlines nothing in the shipped runbook %s", async (name) => {
    expect(await underlined(readFileSync(new URL(name, shipped), "utf8"))).toEqual([]);
  });

  const examples = modules.flatMap(({ name, examples: all }) => all.map(({ title, task }) => ({ name, title, task })));
  test.each(examples)("underlines nothing in the example of $name: $title", async ({ task }) => {
    expect(await underlined(tasks(`- ${task.trimEnd().replaceAll("\n", "\n  ")}`))).toEqual([]);
  });

  const parametersOf = modules.map(({ name, parameters, freeKeys }) => ({
    name,
    parameters: Object.keys(parameters).filter((parameter) => parameter !== freeKeys),
  }));
  test.each(parametersOf)("offers the parameters of $name", async ({ name, parameters }) => {
    expect(await labels(tasks(`- ${name}:\n    |`))).toEqual(expect.arrayContaining(parameters));
  });

  test("offers each parameter with what it means", async () => {
    const found = await offered(tasks("- copy:\n    de|"));
    expect(JSON.stringify(found.find(({ label }) => label === "dest")?.documentation)).toContain("Where it goes.");
  });

  test("offers the values of a parameter, modules, and keywords", async () => {
    expect(await labels(tasks("- file:\n    path: /a\n    state: |"))).toEqual(
      expect.arrayContaining(["absent", "directory", "touch"]),
    );
    expect(await labels(tasks("- name: Task\n  |"))).toEqual(expect.arrayContaining(["copy", "when", "register"]));
    expect(await labels("- hosts: all\n  |")).toEqual(expect.arrayContaining(["tasks", "vars", "become"]));
  });

  test("underlines a parameter that is wrong, where it stands", async () => {
    const found = await underlined(tasks("- copy:\n    dest: /a\n    contents: x"));
    expect(found).toEqual([expect.stringMatching(/^6 .*contents/)]);
  });

  test("finds the schema by the first line of a runbook", async () => {
    const uri = pathToFileURL(join(user.folder, "other.yml")).href;
    const text = tasks("- coppy: { dest: /a }");
    expect(await editor.open(uri, text)).toEqual([]);
    const named = await editor.open(
      uri.replace("other", "named"),
      `# yaml-language-server: $schema=runbook.schema.json\n${text}`,
    );
    expect(named).toHaveLength(1);
  });

  test.each([
    ["a value that is none of those", "- file: { path: /a, state: gone }"],
    ["a mode that is a number", "- file: { path: /a, mode: 0644 }"],
    ["an unknown module", "- coppy: { dest: /a }"],
    ["a missing parameter", "- copy: { content: x }"],
  ])("underlines %s", async (_, text) => {
    expect(await underlined(tasks(text))).toEqual([expect.stringMatching(/^4 /)]);
  });
});
