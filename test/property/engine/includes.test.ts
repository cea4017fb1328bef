import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";
import { layOnDisk } from "../../support/example-files.ts";
import { anyTasks, type SmallTree, smallTree } from "../../support/random-runbook.ts";
import { times } from "../../support/times.ts";
import { contentOf, treeOf } from "../../support/tree.ts";

const usualHome = process.env.HOME;
let shop: Workshop;

beforeAll(() => {
  shop = workshop();
  process.env.HOME = join(shop.folder, "home");
  shop.put("templates/t.j2", "{% if port > 1 %}\nport = {{ port }}\n{% endif %}\nend\n");
});
afterAll(() => {
  process.env.HOME = usualHome;
  shop.close();
});

const items = fc.array(fc.constantFrom("one", "two", "three"), { maxLength: 3 });
const shape = fc.record({ rescues: fc.boolean(), always: fc.boolean() });
const ofItem = { name: "of the item", lineinfile: { path: "{{ dir }}/items", line: "{{ item }}", create: true } };

test(
  "an include that is repeated does what its tasks do when they are written out for each item, whatever fails",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, items, shape, async (tree, tasks, list, { rescues, always }) => {
        const around = (inner: readonly object[]) => [
          {
            block: inner.length > 0 ? inner : [{ debug: null }],
            ...(rescues && { rescue: [{ debug: { msg: "rescued" } }] }),
            ...(always && { always: [{ debug: { msg: "always" } }] }),
          },
          { debug: { msg: "behind" } },
        ];
        const file = [...tasks.map((task, index) => ({ name: `task ${index}`, ...task })), ofItem];
        shop.put("included.yml", JSON.stringify(file));
        const repeated = around([{ debug: null }, { include_tasks: "included.yml", loop: list }]);
        const written = list.map((item) => ({
          vars: { item },
          block: file.map((task) => ({ ...task, name: `${task.name} (${item})` })),
        }));
        expect(await walked(tree, repeated)).toEqual(await walked(tree, around([{ debug: null }, ...written])));
      }),
      { numRuns: 12 * times },
    );
  },
  60_000 * times,
);

async function walked(tree: SmallTree, tasks: readonly object[]) {
  const dir = join(shop.folder, "tree");
  await rm(dir, { recursive: true, force: true });
  await layOnDisk(Object.fromEntries(Object.entries(tree).map(([path, file]) => [join(dir, path), file])));
  const run = await shop.walk({
    runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]),
    extra: { dir },
  });
  const { "": _top, ...left } = contentOf(await treeOf(dir));
  const told = run.tasks.map(({ name, status, changes, message, rescued, leaving }) => {
    return { name, status, changes, message, rescued, leaving };
  });
  return { told, left, exitCode: run.exitCode };
}
