// Writes what is made from the code and the golden cases: the index of modules and the reference pages. Reads the built program.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const top = new URL("../", import.meta.url);
const { generatedFiles } = await import(new URL("dist/modules/contract/generated-files.js", top));

const files = [];
for (const folder of ["modules", "campaign/modules"]) {
  for (const name of await readdir(new URL(`src/${folder}/`, top))) {
    if (!name.endsWith(".ts")) continue;
    const file = `${folder}/${name.slice(0, -".ts".length)}`;
    files.push({ file, module: (await import(new URL(`dist/${file}.js`, top))).default });
  }
}

const golden = new URL("test/golden/language/", top);
const cases = [];
for (const entry of (await readdir(golden, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
  if (!entry.isDirectory()) continue;
  const told = JSON.parse(await readFile(new URL(`${entry.name}/case.json`, golden), "utf8"));
  const expected = await readFile(new URL(`${entry.name}/expected.txt`, golden), "utf8");
  cases.push({ ...told, name: entry.name, expected });
}

await rm(new URL("docs/reference/modules/", top), { recursive: true, force: true });
for (const [path, text] of generatedFiles(files, cases)) {
  const place = fileURLToPath(new URL(path, top));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, text);
}
