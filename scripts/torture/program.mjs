// The built program as it is now, in a folder of its own: others may build again meanwhile, and seeded bugs need copies.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const built = process.env.RUNBOOK_DIST ?? join(root, "dist");

/** A copy of dist/ with these changes: `[{ file, find, replace }]`, file "program" for whatever chunk holds the text. */
export function copyOfProgram(changes = []) {
  if (!existsSync(join(built, "main.js"))) throw new Error("the program is not built: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "torture-program-"));
  cpSync(built, join(folder, "dist"), { recursive: true });
  for (const name of ["package.json", "runbooks"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const dist = join(folder, "dist");
  for (const change of changes) replaceIn(dist, change);
  return { main: join(dist, "main.js"), dist, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * An error when the text is not there: the code has changed, and the seeded bug must change with it. The program is bundled; where
 * the same text is in the module that it was bundled from, which some campaigns use by itself, it is changed there, too.
 */
function replaceIn(dist, { file, find, replace }) {
  const scripts = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".js"));
  const files = file === "program" ? scripts.filter((name) => /^(part-.*|main)\.js$/.test(name)) : [`changes/${file}`];
  const holders = files.filter((name) => holds(join(dist, name), find));
  if (holders.length !== 1) throw new Error(`"${find}" is in ${holders.length} files of the program, not in one`);
  const modules =
    file === "program" ? scripts.filter((name) => name.includes("/") && holds(join(dist, name), find)) : [];
  for (const name of [...holders, ...modules]) replaceOnce(join(dist, name), find, replace);
}

function holds(path, text) {
  return readFileSync(path, "utf8").includes(text);
}

function replaceOnce(path, find, replace) {
  const parts = readFileSync(path, "utf8").split(find);
  if (parts.length !== 2) throw new Error(`"${find}" is ${parts.length - 1} times in ${path}, not once`);
  writeFileSync(path, parts.join(replace));
}
