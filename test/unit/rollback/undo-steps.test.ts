import { expect, test } from "vitest";
import type { TaskLabel } from "../../../src/events/event.ts";
import type { Deed } from "../../../src/rollback/deed.ts";
import { undoSteps } from "../../../src/rollback/undo-steps.ts";

const label = (id: string): TaskLabel => ({ id, name: id, play: "p", handler: false, manual: false, at: "" });
const labels = ["a", "b", "c", "h"].map(label);

/** What a host did, a task for each word; `b@root` is a task that another user did. */
function deeds(host: string, words: string): readonly Deed[] {
  return words.split(" ").map((word, index): Deed => {
    const [task = "", user = "me"] = word.split("@");
    const change = { number: index + 1, task, kind: "write-file", path: `/${index}` };
    return {
      host,
      index: index + 1,
      user,
      become: undefined,
      shell: undefined,
      change,
      certain: true,
      exitStatus: 0,
      wrote: undefined,
    };
  });
}

function stepsOf(hosts: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.entries(hosts).flatMap(([host, words]) => deeds(host, words));
  return undoSteps(all, labels).map(({ id, deeds: own }) => `${id} ${[...own.keys()].toSorted().join(",")}`);
}

test("the last task is undone first, and hosts share a step, also those that came less far", () => {
  expect(stepsOf({ one: "a b", two: "a b c", three: "a" })).toEqual([
    "undo.c two",
    "undo.b one,two",
    "undo.a one,three,two",
  ]);
});

test("what a task did at several paths is one step", () => {
  expect(stepsOf({ one: "a a b b b" })).toEqual(["undo.b one", "undo.a one"]);
});

test("a handler that ran here sooner and there later is undone in each host's own order", () => {
  const steps = stepsOf({ one: "a h b", two: "a b h", three: "a h b h" });
  expect(steps).toEqual(["undo.h three,two", "undo.b one,three,two", "undo.h.2 one,three", "undo.a one,three,two"]);
});

test("orders that contradict each other take a step of their own", () => {
  const steps = stepsOf({ one: "a b c", two: "c a b" });
  const orderOf = (host: string) => steps.filter((step) => step.includes(host)).map((step) => step.split(/[ .]/)[1]);
  expect([orderOf("one"), orderOf("two")]).toEqual([
    ["c", "b", "a"],
    ["b", "a", "c"],
  ]);
  expect(new Set(steps.map((step) => step.split(" ")[0])).size).toBe(steps.length);
});

test("what another user did is a step of its own", () => {
  expect(stepsOf({ one: "a b@root b" })).toEqual(["undo.b one", "undo.b.2 one", "undo.a one"]);
});
