import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { Module } from "../../../src/modules/contract/define-module.ts";
import { generatedFiles } from "../../../src/modules/contract/generated-files.ts";
import type { ModuleFile } from "../../../src/modules/contract/render-index.ts";
import { goldenCases } from "../../support/golden-cases.ts";

const top = new URL("../../../", import.meta.url);

/** Every file of the modules' folders, loaded without the index, which is what is tested. */
async function moduleFiles(): Promise<readonly ModuleFile[]> {
  const found: ModuleFile[] = [];
  for (const folder of ["modules", "campaign/modules"]) {
    for (const name of await readdir(new URL(`src/${folder}/`, top))) {
      if (!name.endsWith(".ts")) continue;
      const loaded: { readonly default: Module } = await import(new URL(`src/${folder}/${name}`, top).pathname);
      found.push({ file: `${folder}/${name.slice(0, -".ts".length)}`, module: loaded.default });
    }
  }
  return found;
}

const files = await moduleFiles();

describe("generated files are fresh (npm run generate)", () => {
  const generated = generatedFiles(files, goldenCases());

  test.each([...generated.keys()])("%s", async (path) => {
    expect(await readFile(new URL(path, top), "utf8")).toBe(generated.get(path));
  });

  test("and there are no pages of modules that are gone", async () => {
    const pages = await readdir(new URL("docs/reference/modules/", top));
    expect(pages.sort()).toEqual(files.map(({ module }) => `${module.name}.md`).sort());
  });
});

describe.each(files.map(({ module }) => [module.name, module] as const))("%s", (_, module) => {
  test("has a summary that is a sentence", () => expect(module.summary).toMatch(/^[A-Z].*\.$/));

  test("says of every parameter what it means", () => {
    for (const [name, kind] of Object.entries(module.parameters)) {
      expect(kind.doc, name).toMatch(/^[A-Z`].*[^.]\.$/s);
    }
  });

  test("has an example that is tested, or at least a task to copy in its notes", () => {
    if (module.examples.length === 0) expect(module.notes).toContain("```yaml\n");
  });

  test("names parameters, other names and free keys that make sense", () => {
    const names = Object.keys(module.parameters);
    const all = [...names, ...Object.values(module.parameters).flatMap((kind) => kind.aliases)];
    expect(new Set(all).size).toBe(all.length);
    for (const special of [module.freeForm, module.freeKeys])
      if (special !== undefined) expect(names).toContain(special);
  });
});
