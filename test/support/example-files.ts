import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import type { Example, ExampleFile } from "../../src/modules/contract/define-module.ts";
import { mapStrings } from "../../src/schema/map-strings.ts";
import type { Laid, TestHost } from "./test-host.ts";

type Files = Readonly<Record<string, ExampleFile>>;

/** The same example with all its files below `root`, in the task's text too. */
export function relocated(example: Example, root: string): Example {
  const tops = new Set([...Object.keys(example.given), ...Object.keys(example.then)].map((path) => path.split("/")[1]));
  if (tops.size === 0) return example;
  const place = new RegExp(`(?<![\\w.-])/(?:${[...tops].join("|")})(?![\\w.-])`, "g");
  const move = (text: string) => text.replaceAll(place, (found) => root + found);
  const moveFiles = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, file]) => [root + path, movedLink(file, move)]));
  return { ...example, given: moveFiles(example.given), task: move(example.task), then: moveFiles(example.then) };
}

function movedLink(file: ExampleFile, move: (text: string) => string): ExampleFile {
  return typeof file === "object" && "link" in file ? mapStrings(file, move) : file;
}

/** An example's files for a host in memory. */
export function laidFiles(files: Files): Readonly<Record<string, Laid>> {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, laidFile(file)]));
}

function laidFile(file: ExampleFile): Laid {
  if (typeof file === "string" || "link" in file) return file;
  return { content: file.text, mode: Number.parseInt(file.mode, 8) };
}

/** Lays an example's files on this machine, at their paths. */
export async function layOnDisk(files: Files): Promise<void> {
  for (const [path, file] of Object.entries(files)) {
    await mkdir(posix.dirname(path), { recursive: true });
    if (typeof file === "object" && "link" in file) await symlink(file.link, path);
    else if (path.endsWith("/")) await mkdir(path, { recursive: true });
    else await writeFile(path, typeof file === "string" ? file : file.text);
    if (typeof file === "object" && "link" in file) continue;
    const usual = path.endsWith("/") ? "0755" : "0644";
    await chmod(path, Number.parseInt(typeof file === "string" ? usual : file.mode, 8));
  }
}

/** What a host's files and modes must be after an example, in the form of `seenAfter`. */
export function promised({ then }: Example): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(then).map(([path, file]) => {
      if (typeof file === "string") return [path, file];
      return [path, "link" in file ? `-> ${file.link}` : `${file.mode} ${file.text}`];
    }),
  );
}

/** What a host holds after an example: the mode is said where the example says one, parents of given files are left out. */
export async function seenAfter({ given, then }: Example, host: TestHost): Promise<Readonly<Record<string, string>>> {
  const seen: [string, string][] = [];
  for (const [path, text] of Object.entries(await host.files())) {
    const wanted = then[path];
    const parentOfGiven = path.endsWith("/") && Object.keys(given).some((one) => one !== path && one.startsWith(path));
    if (parentOfGiven && wanted === undefined) continue;
    const mode = (await host.stat(path.replace(/\/$/, "")))?.mode ?? 0;
    const saysMode = typeof wanted === "object" && "mode" in wanted;
    seen.push([path, saysMode ? `${mode.toString(8).padStart(4, "0")} ${text}` : text]);
  }
  return Object.fromEntries(seen);
}

/** Writes the files that stand beside an example's runbook into the runbook's folder. */
export async function layBeside({ beside = {} }: Example, folder: string): Promise<void> {
  for (const [name, text] of Object.entries(beside)) {
    await mkdir(posix.dirname(posix.join(folder, name)), { recursive: true });
    await writeFile(posix.join(folder, name), text);
  }
}
