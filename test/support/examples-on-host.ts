import { chown, lstat, mkdir, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChangeShown } from "../../src/events/event.ts";
import type { Example } from "../../src/modules/contract/define-module.ts";
import { allModules, loadModule } from "../../src/modules/contract/registry.ts";
import type { Walked, Walking } from "./engine.ts";
import { layBeside, layOnDisk, promised, relocated, seenAfter } from "./example-files.ts";
import { exampleRunbook } from "./example-task.ts";
import { folderHost } from "./folder-host.ts";
import { differences, type Tree, treeOf, withoutFollowers } from "./tree.ts";

const modules = await Promise.all(allModules().map(({ name }) => loadModule(name)));
const examples = modules.flatMap((module) => module.examples.map((one) => ({ module: module.name, ...one })));
const titles = examples.map(({ module, title }, index) => [module, title, index] as const);

/** A host on which examples are tried, with the examples' files already there. */
export interface ExampleHost {
  /** The folder of all examples, as the host names it. */
  readonly root: string;
  /** The same folder, as this machine reaches it. */
  readonly here: string;
  /** Another folder on this machine where a dry run must not write: the home of the host's user. */
  readonly home?: string;
  walk(walking: Walking): Promise<Walked>;
  /** Paths of the whole host that were written since it was started, where the host can tell. */
  written?(): readonly string[];
  close(): Promise<void>;
}

/** What a host needs to begin. */
export interface Stage {
  /** Lays the examples' files below `here`, a folder of this machine that the host calls `root`; with `uid`, as that user's. */
  lay(here: string, root: string, uid?: number): Promise<void>;
  /** Lays the files that stand beside the examples' runbooks. */
  layBeside(folder: string): Promise<void>;
}

/** The contract of modules through the real engine, for every example of every module. */
export function examplesHold(open: (stage: Stage) => Promise<ExampleHost>): void {
  let host: ExampleHost;
  const plans = new Map<number, Walked>();
  const before = new Map<number, Tree>();
  const place = (index: number) => join(host.here, String(index));

  beforeAll(async () => {
    host = await open({ lay: layExamples, layBeside: layAllBeside });
    for (const index of examples.keys()) before.set(index, await treeOf(place(index)));
  });
  afterAll(() => host?.close());

  describe("a dry run writes nothing", () => {
    test.each(titles)("%s: %s", async (_, __, index) => {
      const home = host.home === undefined ? undefined : await treeOf(host.home);
      const plan = await walk(host, index, "plan");
      plans.set(index, plan);
      expect(plan.exitCode).toBe(0);
      expect(await treeOf(place(index))).toEqual(before.get(index));
      if (host.home !== undefined) expect(await treeOf(host.home)).toEqual(home);
      if (host.written) expect(host.written()).toEqual([]);
    });
  });

  describe("an apply makes what the plan promised, once", () => {
    test.each(titles)("%s: %s", async (_, __, index) => {
      const plan = plans.get(index);
      const first = await walk(host, index, "apply");
      expect(changesOf(first)).toEqual(changesOf(plan));
      const example = relocated(exampleAt(index), place(index));
      expect(await seenAfter(example, folderHost(place(index)))).toEqual(promised(example));
      const after = await treeOf(place(index));
      if (!changesOf(plan).some(({ kind }) => kind === "run-command")) {
        expect(changedPaths(before.get(index), after)).toEqual(promisedPaths(plan, join(host.root, String(index))));
      }
      for (const mode of ["apply", "plan"] as const) {
        const again = await walk(host, index, mode);
        expect(again.tasks.map(({ status }) => status)).toEqual(["ok"]);
        expect(changesOf(again)).toEqual([]);
        expect(await treeOf(place(index))).toEqual(after);
      }
    });
  });
}

function exampleAt(index: number): Example {
  const example = examples[index];
  if (example === undefined) throw new Error(`there is no example ${index}`);
  return example;
}

async function walk(host: ExampleHost, index: number, mode: "plan" | "apply"): Promise<Walked> {
  const example = relocated(exampleAt(index), join(host.root, String(index)));
  const walked = await host.walk({ runbook: exampleRunbook(example), mode });
  expect(walked.tasks.map(({ message, status }) => (status === "failed" ? message : ""))).toEqual([""]);
  return walked;
}

function changesOf(walked: Walked | undefined): readonly ChangeShown[] {
  return walked?.tasks.flatMap(({ changes }) => changes) ?? [];
}

function promisedPaths(plan: Walked | undefined, root: string): readonly string[] {
  return changesOf(plan)
    .map(({ path }) => relative(root, path ?? ""))
    .sort();
}

function changedPaths(before: Tree = new Map(), after: Tree): readonly string[] {
  return withoutFollowers(differences(before, after), before, after);
}

async function layExamples(here: string, root: string, uid?: number): Promise<void> {
  for (const index of examples.keys()) {
    const folder = join(here, String(index));
    await mkdir(folder, { recursive: true });
    const { given } = relocated(exampleAt(index), join(root, String(index)));
    const moved = Object.entries(given).map(([path, file]) => [here + path.slice(root.length), file] as const);
    await layOnDisk(Object.fromEntries(moved));
  }
  if (uid !== undefined) await giveTo(here, uid);
}

async function layAllBeside(folder: string): Promise<void> {
  for (const example of examples) await layBeside(example, folder);
}

async function giveTo(path: string, uid: number): Promise<void> {
  await chown(path, uid, uid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(join(path, name), uid);
}
