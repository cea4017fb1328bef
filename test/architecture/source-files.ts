import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** One source file: its path below `src/`, its text, and what it imports. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** Files of ours, as paths below `src/`. */
  readonly files: readonly string[];
  /** Packages and Node's own modules, by name. */
  readonly packages: readonly string[];
}

/** Every TypeScript file below `src/`, sorted. */
export function sourceFiles(): readonly SourceText[] {
  const folder = join(root, "src");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => posix.relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
    .map(read);
}

function read(path: string): SourceText {
  const text = readFileSync(join(root, "src", path), "utf8");
  const names = importsOf(text);
  const files = names.filter((name) => name.startsWith(".")).map((name) => posix.normalize(join(dirname(path), name)));
  const packages = names.filter((name) => !name.startsWith(".")).map(packageName);
  return { path, text, files, packages };
}

function importsOf(text: string): readonly string[] {
  const statement =
    /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
  return [...text.matchAll(statement)].flatMap(([, from, bare, later]) => from ?? bare ?? later ?? []);
}

function packageName(name: string): string {
  const parts = name.split("/");
  return name.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? name);
}
