import { appendFile, chmod, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlanInHand } from "../../../src/cli/plan-in-hand.ts";
import type { PlanToFollow } from "../../../src/engine/plan-to-follow.ts";
import type { Event } from "../../../src/events/event.ts";
import type { PlannedItem } from "../../../src/events/planned.ts";
import { fingerprintOf, planText } from "../../../src/plans/plan-text.ts";
import { planFormat } from "../../../src/plans/saved-plan.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { layOnDisk } from "../../support/example-files.ts";
import { anyTasks, type SmallTree, settlingTasks, smallTree, type TaskData } from "../../support/random-runbook.ts";
import { times } from "../../support/times.ts";
import { treeOf } from "../../support/tree.ts";

const timeout = 30_000 * times;
const key = new Uint8Array(32).fill(7);
const usualHome = process.env.HOME;
let shop: Workshop;
let count = 0;

beforeAll(() => {
  shop = workshop();
  process.env.HOME = join(shop.folder, "home");
  shop.put("templates/t.j2", "{% if port > 1 %}\nport = {{ port }}\n{% endif %}\nend\n");
});
afterAll(() => {
  process.env.HOME = usualHome;
  shop.close();
});

const underTwoNames: readonly TaskData[] = [
  { template: { src: "t.j2", dest: "{{ dir }}/l/new" }, vars: { port: 1 } },
  { stat: { path: "{{ dir }}/d", follow: false }, register: "look" },
  { copy: { dest: "{{ dir }}/d/new", content: "{{ look.stat.mode }} {{ look.stat.checksum | default('none') }}\n" } },
];

test(
  "where nobody interferes, the apply of a plan does the planned operations, one by one, and nothing else",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
        const { plan, apply } = await begin(tree, tasks, { ignore_errors: true });
        const { walked, follow } = await plan();
        const applied = await apply(follow);
        expect(applied.events.filter(({ type }) => type === "host.drifted")).toEqual([]);
        expect(operations(applied)).toEqual(plannedOperations(walked));
        expect(applied.exitCode).toBe(walked.exitCode);
      }),
      { numRuns: 8 * times, examples: [[{ "d/e.conf": "", l: { link: "d" } }, underTwoNames]] },
    );
  },
  timeout,
);

test(
  "a plan of the same things is the same, byte for byte",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, anyTasks, async (tree, tasks) => {
        const { plan } = await begin(tree, tasks, { ignore_errors: true });
        expect((await plan()).text).toBe((await plan()).text);
      }),
      { numRuns: 5 * times },
    );
  },
  timeout,
);

test(
  "whatever somebody changes of what the plan saw, the host is refused and nothing is written there",
  async () => {
    await fc.assert(
      fc.asyncProperty(smallTree, settlingTasks, fc.nat(), fc.nat(), async (tree, tasks, which, how) => {
        const { plan, apply, dir } = await begin(tree, tasks, {});
        const { walked, follow } = await plan();
        fc.pre(walked.exitCode === 0);
        const paths = pathsSeen(walked);
        const path = paths[which % paths.length] ?? "";
        await interfere(path, how, writtenPaths(walked).includes(path));
        const before = await treeOf(dir);
        const applied = await apply(follow);
        expect(await treeOf(dir)).toEqual(before);
        expect(applied.exitCode).toBe(3);
        const drifted = applied.events.flatMap((event) => (event.type === "host.drifted" ? event.drifts : []));
        expect(drifted.map((drift) => drift.path)).toContain(path);
        expect(applied.tasks).toEqual([]);
      }),
      { numRuns: 10 * times },
    );
  },
  timeout,
);

interface Planned {
  readonly walked: Walked;
  readonly follow: PlanToFollow | undefined;
  /** The plan's file. */
  readonly text: string;
}

async function begin(tree: SmallTree, tasks: readonly TaskData[], common: TaskData) {
  const dir = join(shop.folder, `tree ${++count}`);
  await rm(dir, { recursive: true, force: true });
  await layOnDisk(Object.fromEntries(Object.entries(tree).map(([path, file]) => [join(dir, path), file])));
  const named = tasks.map((task, index) => ({ name: `task ${index}`, ...common, ...task }));
  const runbook = JSON.stringify([{ hosts: "all", gather_facts: false, tasks: named }]);
  const plan = async (): Promise<Planned> => {
    const hand = new PlanInHand();
    const walked = await shop.walk({
      runbook,
      mode: "plan",
      extra: { dir },
      key,
      keeper: hand,
      listeners: [hand.listener],
    });
    return { walked, follow: hand.toFollow((text) => text), text: fileOf(hand) };
  };
  const apply = (follow: PlanToFollow | undefined) =>
    shop.walk({ runbook, mode: "apply", extra: { dir }, key, plan: follow });
  return { dir, plan, apply };
}

function fileOf({ fold: { facts } }: PlanInHand): string {
  if (!facts) throw new Error("the plan was broken off");
  const about = { runbookPlan: planFormat, engine: "1", runbook: "r", flags: {}, facts, contents: {} };
  const core = { ...about, subject: { runbook: "", files: {}, inventory: [], values: {}, missing: [] } };
  return planText({ ...core, made: "1", expires: "2", fingerprint: fingerprintOf(core, key) }, key);
}

function itemsOf({ events }: Walked): readonly PlannedItem[] {
  return events.flatMap((event) => (event.type === "task.planned" ? event.items : []));
}

function plannedOperations(walked: Walked): readonly string[] {
  return itemsOf(walked).flatMap(({ changes }) => changes.map(operation));
}

function operations({ events }: Walked): readonly string[] {
  const intended = events.filter((event) => event.type === "change.intended");
  return intended.flatMap((event: Event) => (event.type === "change.intended" ? event.changes.map(operation) : []));
}

/** What is done, without digests, which the journal has in another form. */
function operation({ kind, path, after, command }: PlannedItem["changes"][number]): string {
  return JSON.stringify([kind, path, after?.is, after?.mode, after?.target, command]);
}

function pathsSeen(walked: Walked): readonly string[] {
  const seen = itemsOf(walked).flatMap((item) => item.seen.map(({ path }) => path));
  return [...new Set([...seen, ...writtenPaths(walked)])];
}

/** Paths that were there and are to be changed: what counts is their very inode. */
function writtenPaths(walked: Walked): readonly string[] {
  const changes = itemsOf(walked).flatMap((item) => item.changes);
  return changes.flatMap(({ path, before }) => (path !== undefined && before?.inode !== undefined ? [path] : []));
}

/** Changes a path in one of the ways in which it can be changed. */
async function interfere(path: string, how: number, isWritten: boolean): Promise<void> {
  const stat = await lstat(path).catch(() => undefined);
  const remove = () => rm(path, { recursive: true });
  const replace = async () => {
    await remove();
    await symlink("elsewhere", path);
  };
  const remode = () => chmod(path, ((stat?.mode ?? 0) & 0o777) ^ 0o010);
  const renew = async () => {
    await writeFile(`${path}.new`, await readFile(path), { mode: (stat?.mode ?? 0) & 0o777 });
    await rename(`${path}.new`, path);
  };
  const retarget = async () => {
    const target = await readlink(path);
    await remove();
    await symlink(`${target}/.`, path);
  };
  const make = async () => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "by somebody else\n");
  };
  const ways = !stat
    ? [make]
    : stat.isSymbolicLink()
      ? [remove, retarget]
      : stat.isDirectory()
        ? [remove, replace, remode]
        : [remove, replace, remode, () => appendFile(path, "more\n"), ...(isWritten ? [renew] : [])];
  await ways[how % ways.length]?.();
}
