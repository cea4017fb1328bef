import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { layOnDisk } from "../../support/example-files.ts";
import { anyTasks, type SmallTree, smallTree, type TaskData } from "../../support/random-runbook.ts";
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

/** Steps with a block in a block among them; `common` is added to every task. */
const steps = fc
  .record({ before: anyTasks, inner: anyTasks, rescue: anyTasks, always: anyTasks, after: anyTasks, shape: fc.nat(7) })
  .map(({ before, inner, rescue, always, after, shape }) => (common: TaskData) => {
    const named = (tasks: readonly TaskData[], part: string) =>
      tasks.map((task, index) => ({ name: `${part} ${index}`, ...common, ...task }));
    const deep = {
      block: named(inner, "inner"),
      ...(shape & 1 ? { rescue: named(rescue, "rescue") } : {}),
      ...(shape & 2 ? { always: named(always, "always") } : {}),
    };
    const outer = {
      block: [...named(before, "before"), deep],
      ...(shape & 4 ? { rescue: named(always, "mend") } : {}),
    };
    return [outer, ...named(after, "after")];
  });

test(
  "blocks whose changes travel together end as blocks whose tasks are done one by one, whatever fails",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, steps, async (tree, tasks) => {
        const together = await walked(tree, tasks({}));
        const oneByOne = await walked(tree, tasks({ ignore_errors: false }));
        expect(together).toEqual(oneByOne);
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
  const runbook = JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);
  const run = await shop.walk({ runbook, extra: { dir } });
  const { "": _top, ...left } = contentOf(await treeOf(dir));
  return { told: told(run), left, exitCode: run.exitCode };
}

function told({ tasks }: Walked) {
  return tasks.map(({ name, status, changes, message, rescued, leaving }) => ({
    name,
    status,
    changes,
    message,
    rescued,
    leaving,
  }));
}
