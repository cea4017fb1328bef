import { rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { laidFiles, layOnDisk } from "../../support/example-files.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { predict } from "../../support/predict.ts";
import { anyTasks, type SmallTree, settlingTasks, smallTree, type TaskData } from "../../support/random-runbook.ts";
import type { TestHost } from "../../support/test-host.ts";
import { times } from "../../support/times.ts";
import { contentOf, differences, type Tree, treeOf, withoutFollowers } from "../../support/tree.ts";

const template = "{% if port > 1 %}\nport = {{ port }}\n{% endif %}\nend\n";
const usualHome = process.env.HOME;
let shop: Workshop;
let count = 0;

beforeAll(() => {
  shop = workshop();
  process.env.HOME = join(shop.folder, "home");
  shop.put("templates/t.j2", template);
});
afterAll(() => {
  process.env.HOME = usualHome;
  shop.close();
});

const examples: [SmallTree, readonly TaskData[]][] = [
  // What stands in a link's place is named as the task says it, whether the link is there or is to be made.
  [
    { "c.xml": "<app><port name='a'>80</port></app>\n", "d/e.conf": "" },
    [
      { file: { path: "{{ dir }}/c.xml", state: "link", src: "d", force: true } },
      { xml: { path: "{{ dir }}/c.xml", xpath: "/app/port", attribute: "name", value: "z" } },
    ],
  ],
  // A link leads to what earlier tasks will have left at its target.
  [
    { "d/e.conf": "", l: { link: "d" } },
    [{ file: { path: "{{ dir }}/d", state: "absent" } }, { lineinfile: { path: "{{ dir }}/l", line: "one" } }],
  ],
  // The first of two links goes where the second one will lead.
  [
    { "a.conf": "", "d/e.conf": "one\n", l: { link: "d" }, k: { link: "l/e.conf" } },
    [
      { file: { path: "{{ dir }}/n", state: "directory" } },
      { file: { path: "{{ dir }}/l", state: "link", src: "n", force: true } },
      { lineinfile: { path: "{{ dir }}/k", line: "two" } },
      { copy: { dest: "{{ dir }}/l/e.conf", content: "three\n" } },
      { lineinfile: { path: "{{ dir }}/k", line: "two" } },
    ],
  ],
  // A link leads to a folder that will be made.
  [
    { l: { link: "new" }, k: { link: "l" } },
    [
      { file: { path: "{{ dir }}/new", state: "directory" } },
      { copy: { dest: "{{ dir }}/l/new", content: "one\n" } },
      { lineinfile: { path: "{{ dir }}/k/new", line: "two" } },
      { stat: { path: "{{ dir }}/k/new" }, register: "look" },
    ],
  ],
  // A link leads to a file, where a folder will be.
  [
    { "a.conf": "one\n", l: { link: "a.conf" } },
    [
      { file: { path: "{{ dir }}/a.conf", state: "absent" } },
      { file: { path: "{{ dir }}/a.conf", state: "directory" } },
      { lineinfile: { path: "{{ dir }}/l", line: "two" } },
      { copy: { dest: "{{ dir }}/l/new", content: "one\n" } },
    ],
  ],
  // A link leads to a folder, where another link will be.
  [
    { "a.conf": "one\n", "d/e.conf": "", l: { link: "d" } },
    [
      { file: { path: "{{ dir }}/d", state: "absent" } },
      { file: { path: "{{ dir }}/d", state: "link", src: "a.conf" } },
      { lineinfile: { path: "{{ dir }}/l", line: "two" } },
    ],
  ],
];

test("whatever the tasks: a plan writes nothing, shows what apply then does, and both are what the modules decided", async () => {
  await fc.assert(
    fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
      const { dir, before, walk, predicted } = await begin(tree, tasks);
      const plan = await walk("plan");
      expect(await treeOf(dir)).toEqual(before);
      const apply = await walk("apply");
      expect(told(apply)).toEqual(told(plan));
      const after = await treeOf(dir);
      expect(below(after)).toEqual(await predicted());
      const promised = pathsOf(plan, dir).flatMap((path) => [before, after].map((seen) => placeIn(seen, path)));
      const surprises = changed(before, after).filter(
        (path) => !promised.some((one) => path === one || path.startsWith(`${one}/`)),
      );
      expect(surprises).toEqual([]);
    }),
    { numRuns: 25 * times, examples },
  );
});

test("tasks that say how a path should be leave nothing to do: plan and apply afterwards show no change", async () => {
  await fc.assert(
    fc.asyncProperty(smallTree, settlingTasks, async (tree, tasks) => {
      const { dir, before, walk } = await begin(tree, tasks);
      const plan = await walk("plan");
      await walk("apply");
      const after = await treeOf(dir);
      expect(changed(before, after)).toEqual([...new Set(pathsOf(plan, dir))].sort());
      for (const mode of ["plan", "apply"] as const) expect(pathsOf(await walk(mode), dir)).toEqual([]);
      expect(await treeOf(dir)).toEqual(after);
    }),
    { numRuns: 15 * times },
  );
});

test("tasks whose changes travel together end as tasks that are done one by one, up to the first that fails", async () => {
  await fc.assert(
    fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
      const all = await begin(tree, tasks);
      const failing = (await all.walk("apply")).tasks.findIndex(({ status }) => status === "failed");
      const taken = failing < 0 ? tasks : tasks.slice(0, failing + 1);
      const { dir, walk } = await begin(tree, taken);
      const oneByOne = told(await walk("apply"));
      const left = below(await treeOf(dir));
      count--;
      const together = await begin(tree, tasks, {});
      expect(told(await together.walk("apply"))).toEqual(oneByOne);
      expect(below(await treeOf(dir))).toEqual(left);
    }),
    { numRuns: 25 * times },
  );
});

/** Lays a tree, here and in memory, for a runbook of these tasks. */
async function begin(tree: SmallTree, tasks: readonly TaskData[], common: TaskData = { ignore_errors: true }) {
  const dir = join(shop.folder, `tree ${++count}`);
  await rm(dir, { recursive: true, force: true });
  const files = Object.fromEntries(Object.entries(tree).map(([path, file]) => [join(dir, path), file]));
  await layOnDisk(files);
  const named = tasks.map((task, index) => ({ name: `task ${index}`, ...common, ...task }));
  const runbook = JSON.stringify([{ hosts: "all", gather_facts: false, tasks: named }]);
  const { username: name, uid, gid, homedir: home } = userInfo();
  const memory = fakeHost({ files: laidFiles(files), user: { name, uid, gid, home } });
  return {
    dir,
    before: await treeOf(dir),
    walk: (mode: "plan" | "apply") => shop.walk({ runbook, mode, extra: { dir } }),
    predicted: async () => {
      await predict(runbook, memory, { dir }, { "templates/t.j2": template });
      return treeInMemory(memory, dir, "");
    },
  };
}

/** What stands in a tree, without its top. */
function below(tree: Tree): Readonly<Record<string, string>> {
  const { "": _top, ...rest } = contentOf(tree);
  return rest;
}

/** What a run said of its tasks. */
function told({ tasks }: Walked) {
  return tasks.map(({ name, status, changes, message }) => ({ name, status, changes, message }));
}

function pathsOf({ tasks }: Walked, dir: string): readonly string[] {
  return tasks.flatMap(({ changes }) => changes.map(({ path = "" }) => path.slice(dir.length + 1)));
}

/** Where a path leads whose folders are links. */
function placeIn(tree: Tree, path: string): string {
  const steps = path.split("/");
  for (let end = 1; end < steps.length; end++) {
    const link = tree.get(steps.slice(0, end).join("/"));
    const above = steps.slice(0, end - 1);
    if (link?.type === "link") return placeIn(tree, join(...above, link.holds, ...steps.slice(end)));
  }
  return path;
}

function changed(before: Tree, after: Tree): readonly string[] {
  return withoutFollowers(differences(before, after), before, after);
}

async function treeInMemory(host: TestHost, dir: string, path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of (await host.list(join(dir, path))) ?? []) {
    const inner = join(path, name);
    const stat = await host.stat(join(dir, inner));
    if (!stat) continue;
    const holds = stat.type === "link" ? stat.target : stat.type === "file" ? await textAt(host, join(dir, inner)) : "";
    found[inner] = `${stat.type} ${stat.mode.toString(8).padStart(4, "0")} ${stat.uid}:${stat.gid} ${holds}`;
    if (stat.type === "directory") Object.assign(found, await treeInMemory(host, dir, inner));
  }
  return found;
}

async function textAt(host: TestHost, path: string): Promise<string> {
  return JSON.stringify(Buffer.from((await host.readFile(path))?.content ?? []).toString());
}
