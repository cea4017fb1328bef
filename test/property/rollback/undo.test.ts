import { appendFileSync, lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { layOnDisk } from "../../support/example-files.ts";
import { anyTasks, type SmallTree, smallTree, type TaskData } from "../../support/random-runbook.ts";
import { times } from "../../support/times.ts";
import { differences, type Tree, treeOf } from "../../support/tree.ts";
import { type UndoShop, undoShop } from "../../support/undoing.ts";

const template = "{% if port > 1 %}\nport = {{ port }}\n{% endif %}\nend\n";
const runs = 6 * times;
let shop: UndoShop;
let elsewhere: UndoShop;
let count = 0;

beforeAll(() => {
  shop = undoShop();
  elsewhere = undoShop(`/dev/shm/runbook-home-${process.pid}`);
  for (const one of [shop, elsewhere]) one.put("templates/t.j2", template);
});
afterAll(() => {
  shop.close();
  elsewhere.close();
});

test(
  "whatever a run did: undoing brings the same tree back, the very inodes; a second time nothing is left to do",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
        const { before, extra, now, run } = await applied(shop, tree, tasks);
        const plan = await shop.undo(run, { extra, mode: "plan" });
        const back = await shop.undo(run, { extra });
        expect([plan.exitCode, back.exitCode]).toEqual([0, 0]);
        expect(differences(before, await now())).toEqual([]);
        expect(inodes(await now(), before)).toEqual(inodes(before, before));
        const sure = plan.tasks.filter(({ unknowns }) => unknowns.length === 0);
        const done = new Map(back.tasks.map(({ task, status }) => [task, status]));
        expect(sure.map(({ task, status }) => [task, status])).toEqual(sure.map(({ task }) => [task, done.get(task)]));
        const again = await shop.undo(run, { extra });
        expect(again.tasks.filter(({ status }) => status !== "ok")).toEqual([]);
        expect(differences(before, await now())).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
  60_000 * runs,
);

const underTwoNames = [
  { copy: { dest: "{{ dir }}/l/new", content: "new\n" } },
  { file: { path: "{{ dir }}/d/new", state: "absent" } },
];

test(
  "undoing that is cut off anywhere, before a frame or behind it, is completed by the next",
  async () => {
    const cuts = fc.record({ at: fc.nat(5), type: fc.constantFrom("change.intended", "change.finished") });
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, cuts, async (tree, tasks, { at, type }) => {
        const { before, extra, now, run } = await applied(shop, tree, tasks);
        let seen = 0;
        const cut = (event: Event) => {
          if (event.type === type && seen++ === at) throw new Error("cut off");
        };
        await shop.undo(run, { extra, listeners: [cut] }).catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== "cut off") throw error;
        });
        const back = await shop.undo(run, { extra });
        expect(back.exitCode).toBe(0);
        expect(differences(before, await now())).toEqual([]);
        expect(inodes(await now(), before)).toEqual(inodes(before, before));
      }),
      {
        numRuns: runs,
        examples: [[{ "d/e.conf": "", l: { link: "d" } }, underTwoNames, { at: 2, type: "change.intended" }]],
      },
    );
  },
  60_000 * runs,
);

test(
  "what someone wrote since is never lost",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, fc.nat(9), async (tree, tasks, pick) => {
        const { dir, extra, now, run } = await applied(shop, tree, tasks);
        const files = [...(await now())].flatMap(([path, { type }]) => (type === "file" ? [join(dir, path)] : []));
        const path = files[pick % Math.max(1, files.length)];
        fc.pre(path !== undefined && lstatSync(path).nlink === 1);
        appendFileSync(path ?? "", "theirs\n");
        const theirs = readFileSync(path ?? "", "utf8");
        const { exitCode } = await shop.undo(run, { extra });
        const kept = [...(await now())].filter(([, { holds }]) => holds === JSON.stringify(theirs));
        expect([exitCode, kept.length > 0]).toEqual([expect.any(Number), true]);
      }),
      { numRuns: runs },
    );
  },
  60_000 * runs,
);

test(
  "with the home on another file system, copies bring back all but folders that were removed",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
        const { before, extra, now, run } = await applied(elsewhere, tree, tasks);
        const back = await elsewhere.undo(run, { extra });
        fc.pre(!back.tasks.some(({ message = "" }) => message.includes("no copy of it was kept")));
        expect(back.exitCode).toBe(0);
        expect(differences(before, await now())).toEqual([]);
        const again = await elsewhere.undo(run, { extra });
        expect(again.tasks.filter(({ status }) => status !== "ok")).toEqual([]);
      }),
      { numRuns: runs },
    );
  },
  60_000 * runs,
);

/** Lays a tree, and runs the tasks on it; what fails does not end the run. */
async function applied(where: UndoShop, tree: SmallTree, tasks: readonly TaskData[]) {
  const dir = join(where.folder, `tree ${++count}`);
  rmSync(dir, { recursive: true, force: true });
  await layOnDisk(Object.fromEntries(Object.entries(tree).map(([path, file]) => [join(dir, path), file])));
  const before = await treeOf(dir);
  const named = tasks.map((task, index) => ({ name: `task ${index}`, ignore_errors: true, ...task }));
  const runbook = JSON.stringify([{ hosts: "all", gather_facts: false, tasks: named }]);
  const extra = { dir };
  const { events } = await where.walk({ runbook, extra });
  return { dir, before, extra, run: events, now: () => treeOf(dir) };
}

/** Inode and time of writing of the files that a tree had before. */
function inodes(tree: Tree, before: Tree): Readonly<Record<string, string>> {
  const files = [...before].filter(([, { type }]) => type === "file");
  return Object.fromEntries(
    files.map(([path]) => [path, tree.get(path)?.marks.split(" ").slice(0, 2).join(" ") ?? ""]),
  );
}
