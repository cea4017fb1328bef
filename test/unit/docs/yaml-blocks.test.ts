import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { readInputs } from "../../../src/runbook/inputs/read-inputs.ts";
import { foreignKeywords, playKeywords, taskKeywords } from "../../../src/runbook/keywords.ts";
import { readRunbook } from "../../../src/runbook/read-runbook.ts";
import { entryOf } from "../../../src/source/located.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { type Block, blocksOf } from "../../support/markdown.ts";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const pages = ["README.md", ...readdirSync(`${top}docs/guide`).map((name) => `docs/guide/${name}`)];
const blocks = pages.flatMap((page) =>
  blocksOf(readFileSync(`${top}${page}`, "utf8")).map((block): [string, Block] => [`${page}:${block.line}`, block]),
);

/** The roles that guides name; other files that they name are in the corpus's folder "guide". */
const around = { rolesPath: [`${top}test/corpus/roles`] };

/** What a YAML block is; checked as that. */
async function check(text: string, folder: string): Promise<string> {
  const root = readYaml({ name: "block", text });
  if (root.kind === "scalar") throw new Error("neither a list nor a mapping");
  if (root.kind === "list") {
    const plays = root.items.every((item) => item.kind === "map" && entryOf(item, "hosts"));
    const whole = plays
      ? text
      : `- hosts: all\n  tasks:\n${text.replace(/^(?=.)/gm, "    ")}  handlers:\n    - name: Restart the app\n      command: "true"\n`;
    await readRunbook({ name: "block", text: whole }, folder, around);
    return plays ? "plays" : "tasks";
  }
  if (entryOf(root, "plays")) {
    await readRunbook({ name: "block", text }, folder, around);
    return "runbook";
  }
  const inputs = entryOf(root, "inputs")?.value;
  if (inputs?.kind === "map") {
    readInputs(inputs);
    return "inputs";
  }
  if (entryOf(root, "all")) {
    readInventory([{ name: "block.yaml", text }]);
    return "inventory";
  }
  return "values";
}

describe("every YAML block of the guides is read as a reader would use it", () => {
  const yaml = blocks.filter(([, { language }]) => language === "yaml");
  test("there are many", () => expect(yaml.length).toBeGreaterThan(10));
  test.each(yaml)("%s", async (_, { text }) => {
    expect(await check(text, `${top}test/corpus/guide`)).toMatch(/^(plays|tasks|runbook|inputs|inventory|values)$/);
  });
});

describe("the guide to writing runbooks is complete", () => {
  const guide = readFileSync(`${top}docs/guide/writing-runbooks.md`, "utf8");
  test.each([...taskKeywords, ...playKeywords])("it says %s", (name) => {
    expect(guide).toMatch(new RegExp(`(^|[^\\w])${name}([^\\w]|$)`, "m"));
  });
  test("no keyword is both carried out and refused", () => {
    expect(taskKeywords.filter((name) => foreignKeywords.has(name))).toEqual([]);
  });
});

test("the README's picture of a terminal shows the tasks of the shipped runbook", async () => {
  const [, picture] = blocks.find(([, { language, text }]) => language === "text" && text.startsWith("apply ")) ?? [];
  const text = readFileSync(`${top}runbooks/triggers-io.yaml`, "utf8");
  const { runbook } = await readRunbook({ name: "triggers-io.yaml", text }, `${top}runbooks`);
  const names = runbook.plays.flatMap(({ tasks, handlers }) => [
    ...tasks.filter(({ kind }) => kind !== "flush"),
    ...handlers,
  ]);
  const rows = [...(picture?.text ?? "").matchAll(/^ {2}[^ ] (.*?)(?:…| {2,}|$)/gm)].map(([, row]) => row);
  expect(rows).toEqual(names.map(({ name }, index) => name.slice(0, rows[index]?.length)));
});

describe("links between pages lead somewhere", () => {
  const links = ["README.md", "CONTRIBUTING.md", "docs/README.md", ...pages.slice(1)].flatMap((page) =>
    [...readFileSync(`${top}${page}`, "utf8").matchAll(/\]\(([^)#\s]+)(#[^)\s]+)?\)/g)]
      .map(([, link = ""]) => [page, link] as const)
      .filter(([, link]) => !link.startsWith("http")),
  );
  test.each(links)("%s -> %s", (page, link) => {
    const target = new URL(link, `file://${top}${page}`);
    expect(() => readdirSync(fileURLToPath(new URL(".", target)))).not.toThrow();
    const name = fileURLToPath(target).replace(/\/$/, "");
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    expect(readdirSync(folder)).toContain(name.slice(folder.length));
  });
});
