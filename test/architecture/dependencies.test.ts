import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, type SourceText, sourceFiles } from "./source-files.ts";

const files = sourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));

test("the checker sees the whole source", () => {
  expect(files.length).toBeGreaterThan(250);
  expect(byPath.has("main.ts")).toBe(true);
});

test("every import names a file that exists", () => {
  const broken = files.flatMap(({ path, files: imports }) =>
    imports.filter((name) => !byPath.has(name)).map((name) => `${path} -> ${name}`),
  );
  expect(broken).toEqual([]);
});

test("there are no import cycles, types included", () => {
  expect(cycles()).toEqual([]);
});

test("there are no barrels", () => {
  expect(
    files.filter(({ text }) => /^export\s+\*|^export\s*\{[^}]*\}\s*from/m.test(text)).map(({ path }) => path),
  ).toEqual([]);
});

const doors: Readonly<Record<string, RegExp>> = {
  yaml: /^source\//,
  ssh2: /^(transport\/ssh2-|lab\/)/,
  zx: /^transport\/local-/,
  "fast-xml-parser": /^formats\/xml-/,
  saxes: /^formats\/xml-/,
  listr2: /^report\//,
  commander: /^cli\//,
  diff: /^changes\/unified-diff\.ts$/,
};

test("each package has its door, and nothing else imports it", () => {
  const strays = files.flatMap(({ path, packages }) =>
    packages
      .filter((name) => !name.startsWith("node:") && !doors[name]?.test(path))
      .map((name) => `${path} imports ${name}`),
  );
  expect(strays).toEqual([]);
});

test("every run-time package is used, and has a decision record", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const used = new Set(files.flatMap(({ packages }) => packages));
  expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
  const record = readFileSync(join(root, "docs/decisions/0006-run-time-packages.md"), "utf8");
  expect(Object.keys(dependencies).filter((name) => !record.includes(`| ${name} |`))).toEqual([]);
});

test.each([
  ["modules", "transport"],
  ["campaign", "transport"],
  ["modules", "engine"],
  ["changes", "engine"],
  ["report", "transport"],
  ["report", "engine"],
  ["expression", "engine"],
  ["expression", "transport"],
  ["engine", "cli"],
  ["engine", "report"],
  ["transport", "engine"],
  ["lab", "engine"],
])("%s never sees %s", (from, to) => {
  const seen = files
    .filter(({ path }) => path.startsWith(`${from}/`))
    .flatMap(({ path, files: imports }) =>
      imports.filter((name) => name.startsWith(`${to}/`)).map((name) => `${path} -> ${name}`),
    );
  expect(seen).toEqual([]);
});

test("only the entry files touch the process", () => {
  const entries = ["main.ts", "lab/daemon.ts"];
  const touching = files.filter(
    ({ path, text }) =>
      !entries.includes(path) && /\bprocess\.(?:env|argv|exit|exitCode|std|cwd|kill|platform|getuid)/.test(code(text)),
  );
  expect(touching.map(({ path }) => path)).toEqual([]);
});

test("types are not given up", () => {
  const given = files.filter(
    ({ path, text }) =>
      !/^(schema|source)\//.test(path) &&
      /\bas any\b|: any\b|<any>|@ts-ignore|@ts-expect-error|\bas unknown as\b|\w\)? as (?!const\b)[A-Z{]/.test(
        code(text),
      ),
  );
  expect(given.map(({ path }) => path)).toEqual([]);
});

test("rooms stay small", () => {
  const lines = files
    .filter(({ path }) => !path.endsWith(".generated.ts"))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length }));
  expect(lines.filter((file) => file.lines > 320)).toEqual([]);
  const sorted = lines.map((file) => file.lines).toSorted((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(90);
});

test("the folder map of CONTRIBUTING.md is true", () => {
  const map = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const folders = new Set(files.flatMap(({ path }) => (path.includes("/") ? [path.split("/")[0] ?? ""] : [])));
  const named = new Set([...map.matchAll(/^src\/([a-z]+)\/ /gm)].map(([, name]) => name ?? ""));
  expect([...named].toSorted()).toEqual([...folders].toSorted());
});

function code(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .replaceAll(/`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"/g, '""');
}

function cycles(): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: SourceText, way: readonly string[]) => {
    if (way.includes(file.path)) {
      found.push([...way.slice(way.indexOf(file.path)), file.path].join(" -> "));
      return;
    }
    if (done.has(file.path)) return;
    for (const name of file.files) {
      const next = byPath.get(name);
      if (next) visit(next, [...way, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) visit(file, []);
  return found;
}
