import { afterEach, beforeEach, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const look = (name: string) => ({ name, stat: { path: "{{ dir }}/f" }, register: name });
const check = { name: "check", assert: { that: "not first.stat.exists and second.stat.exists" } };
const isThere = expect.arrayContaining(["check: ok"]);

test("what a person did meanwhile is seen", async () => {
  const manual = { name: "by hand", manual: { instructions: "Make the file.", link: "https://example.net" } };
  const { statuses } = await shop.walk({
    runbook: JSON.stringify([
      { hosts: "all", gather_facts: false, tasks: [look("first"), manual, look("second"), check] },
    ]),
    listeners: [
      (event) => {
        if (event.type === "task.finished" && event.name === "by hand") shop.put("f", "x");
      },
    ],
  });
  expect(statuses()).toEqual(isThere);
});

test("what a play on another host did meanwhile is seen", async () => {
  const play = (hosts: string, ...tasks: readonly object[]) => ({ hosts, gather_facts: false, tasks });
  const { statuses } = await shop.walk({
    inventory: "[all]\none\ntwo\n[all:vars]\nansible_connection=local\n",
    runbook: JSON.stringify([
      play("one", look("first")),
      play("two", { name: "make", copy: { dest: "{{ dir }}/f", content: "x" } }),
      play("one", look("second"), check),
    ]),
  });
  expect(statuses("one")).toEqual(isThere);
});
