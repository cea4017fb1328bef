import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompatibilityCase } from "../../src/modules/contract/compatibility-page.ts";

const folder = fileURLToPath(new URL("../golden/language/", import.meta.url));

/**
 * A folder of test/golden/language: files that a user has, `case.json` with what is below, and `expected.txt`, the page that
 * comes of it. Without an inventory of its own it gets the one beside all cases.
 */
export interface GoldenCase extends CompatibilityCase {
  /** Command lines without the first word; `apply site.yaml -y -f 1` when left out. */
  readonly runs?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell text that makes what cannot lie in a folder: large files, modes. */
  readonly setup?: string;
  /** Command lines of ansible-playbook, where they are not those of `runs`. */
  readonly ansible?: readonly string[];
}

/** All cases, by name. */
export function goldenCases(): readonly GoldenCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      ...JSON.parse(readFileSync(join(folder, name, "case.json"), "utf8")),
      name,
      expected: page(name),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those that the variable CASES matches, while one works on them: CASES='^vault' npx vitest run test/golden/language.test.ts */
export function chosenCases(): readonly GoldenCase[] {
  const chosen = new RegExp(process.env.CASES ?? "");
  return goldenCases().filter(({ name }) => chosen.test(name));
}

/** The file that holds what a case prints. */
export function expectedFile(name: string): string {
  return join(folder, name, "expected.txt");
}

function page(name: string): string {
  return existsSync(expectedFile(name)) ? readFileSync(expectedFile(name), "utf8") : "";
}

/** Words of each command line of a case. */
export function commandLines({ runs = ["apply site.yaml -y -f 1"] }: GoldenCase): readonly (readonly string[])[] {
  return runs.map((line) => line.split(" "));
}

/** Words of the same command lines for ansible-playbook; what we only check, it runs. */
export function ansibleLines(one: GoldenCase): readonly (readonly string[])[] {
  const lines = one.ansible?.map((line) => line.split(" ")) ?? commandLines(one).map(likeAnsible);
  return lines.map((words) => (words.includes("-i") ? words : ["-i", "inventory.yaml", ...words]));
}

function likeAnsible([verb, ...words]: readonly string[]): readonly string[] {
  return [...words.filter((word) => word !== "-y"), ...(verb === "plan" ? ["--check"] : [])];
}

/** Puts the files of a case into a folder, with an empty folder `out` for what it leaves behind. */
export function layCase({ name, setup }: GoldenCase, place: string): void {
  cpSync(join(folder, "inventory.yaml"), join(place, "inventory.yaml"));
  const isOurs = (path: string) => ["case.json", "expected.txt"].some((file) => path === join(folder, name, file));
  cpSync(join(folder, name), place, { recursive: true, filter: (path) => !isOurs(path) });
  mkdirSync(join(place, "out"), { recursive: true });
  if (setup === undefined) return;
  const { status, stderr } = spawnSync("sh", ["-ec", setup], { cwd: place, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}: setup failed: ${stderr}`);
}

/** What stands in the folder `out` of a place, as text: names, unusual modes, contents. */
export function leftBehind(place: string): string {
  const out = join(place, "out");
  const names = readdirSync(out, { recursive: true, encoding: "utf8" }).sort();
  const parts = names.map((name) => {
    const path = join(out, name);
    const stat = statSync(path);
    if (stat.isDirectory()) return `--- left out/${name}/`;
    const mode = (stat.mode & 0o7777).toString(8);
    const text = readFileSync(path, "utf8").replaceAll(place, "HOME");
    return `--- left out/${name}${mode === "644" ? "" : ` (mode ${mode})`}\n${text.trimEnd()}${text.endsWith("\n") ? "" : "\\"}`;
  });
  return parts.map((part) => `${part}\n`).join("");
}
