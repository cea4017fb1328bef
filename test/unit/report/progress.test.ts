import { describe, expect, test } from "vitest";
import { progressOf } from "../../../src/report/progress.ts";
import { RunTold } from "../../support/run-events.ts";

const hosts = ["h1", "h2", "h3"];

function rowsOf(told: RunTold) {
  return progressOf(told.events).rows;
}

describe("the progress of a run", () => {
  test("before the first task all rows wait for all hosts", () => {
    expect(rowsOf(new RunTold().started(hosts, ["a", "b"]))).toMatchObject([
      { name: "a", state: "waiting", ended: 0, total: 3, running: [] },
      { name: "b", state: "waiting", ended: 0, total: 3, running: [] },
    ]);
  });

  test("connected hosts are at work on the first begun task they have not ended", () => {
    const told = new RunTold()
      .started(hosts, ["a", "b"])
      .connected("h1", "h2")
      .began("t1")
      .ended("h1", "t1")
      .began("t2");
    const [first, second] = rowsOf(told);
    expect(first).toMatchObject({ state: "running", ended: 1, total: 3 });
    expect(first?.running.map(({ host }) => host)).toEqual(["h2"]);
    expect(second?.running.map(({ host }) => host)).toEqual(["h1"]);
  });

  test("a task is done when no host is still to come", () => {
    const told = new RunTold()
      .started(hosts, ["a"])
      .connected(...hosts)
      .began("t1");
    told.ended("h1", "t1").ended("h2", "t1", { status: "changed" }).ended("h3", "t1", { status: "skipped" });
    expect(rowsOf(told)).toMatchObject([
      { state: "done", ended: 3, total: 3, counts: { ok: 1, changed: 1, skipped: 1 } },
    ]);
  });

  test("a failed host stands under its task and is not expected later", () => {
    const told = new RunTold()
      .started(hosts, ["a", "b"])
      .connected(...hosts)
      .began("t1");
    told.ended("h1", "t1", { status: "failed", code: "RB5007", message: "status 1" });
    const [first, second] = rowsOf(told);
    expect(first?.failures).toEqual([{ host: "h1", code: "RB5007", message: "status 1" }]);
    expect(second).toMatchObject({ total: 2 });
  });

  test("a failure that is ignored is counted as ignored, and the host goes on", () => {
    const told = new RunTold().started(["h1"], ["a", "b"]).connected("h1").began("t1");
    told.ended("h1", "t1", { status: "failed", ignored: true });
    expect(rowsOf(told)).toMatchObject([{ counts: { ignored: 1, failed: 0 }, failures: [] }, { total: 1 }]);
  });

  test("a host that was rescued is expected again, and what rescues has a row once it is needed", () => {
    const told = new RunTold().started(["h1"], ["a", "b", { name: "mend", rescue: true }, "c"]).connected("h1");
    expect(rowsOf(told).map(({ name }) => name)).toEqual(["a", "b", "c"]);
    told.began("t1").ended("h1", "t1", { status: "failed", rescued: true }).began("t3");
    const [first, , mend, last] = rowsOf(told);
    expect(first).toMatchObject({ counts: { rescued: 1, failed: 0 }, failures: [] });
    expect(mend).toMatchObject({ name: "mend", state: "running", running: [{ host: "h1" }] });
    expect(last).toMatchObject({ name: "c", total: 1 });
    told.ended("h1", "t3").began("t4");
    expect(rowsOf(told)).toMatchObject([{}, {}, { state: "done", counts: { ok: 1 } }, { running: [{ host: "h1" }] }]);
  });

  test("a lost host is named once and expected nowhere", () => {
    const told = new RunTold()
      .started(hosts, ["a"])
      .lost("h3")
      .connected("h1", "h2")
      .began("t1")
      .ended("h1", "t1")
      .ended("h2", "t1");
    const view = progressOf(told.events);
    expect(view.lost).toEqual([{ host: "h3", code: "RB4001", message: "the connection was refused" }]);
    expect(view.rows).toMatchObject([{ state: "done", total: 2 }]);
  });

  test("a task that a host passed by is not waited for", () => {
    const told = new RunTold()
      .started(["h1"], ["a", "b", "c"])
      .connected("h1")
      .began("t1")
      .ended("h1", "t1")
      .began("t3")
      .ended("h1", "t3");
    expect(rowsOf(told)).toMatchObject([{ state: "done" }, { state: "waiting", total: 0 }, { state: "done" }]);
  });

  test("a loop counts a host once, by its worst item", () => {
    const told = new RunTold().started(["h1"], ["a"]).connected("h1").began("t1");
    told.ended("h1", "t1", { item: "1", status: "changed" }).ended("h1", "t1", { item: "2" });
    expect(rowsOf(told)).toMatchObject([{ ended: 1, counts: { ok: 0, changed: 1 } }]);
  });

  test("handlers have no total, since only notified hosts run them", () => {
    const told = new RunTold()
      .started(hosts, ["a", { name: "restart", handler: true }])
      .connected("h1")
      .began("t2")
      .ended("h1", "t2");
    expect(rowsOf(told)[1]).toMatchObject({ handler: true, state: "done", total: undefined, ended: 1, running: [] });
  });

  test("hosts of other plays are not waited for", () => {
    const tasks = [
      { name: "a", play: "one" },
      { name: "b", play: "two" },
    ];
    const told = new RunTold()
      .started(hosts, tasks, { playHosts: { one: ["h1"], two: ["h2", "h3"] } })
      .connected(...hosts);
    told.began("t1").began("t2");
    expect(rowsOf(told).map(({ total, running }) => [total, running.map(({ host }) => host)])).toEqual([
      [1, ["h1"]],
      [2, ["h2", "h3"]],
    ]);
  });

  test("hosts that have worked longest stand first", () => {
    const told = new RunTold().started(hosts, ["a"]).connected("h3", "h1", "h2").began("t1");
    expect(rowsOf(told)[0]?.running.map(({ host }) => host)).toEqual(["h3", "h1", "h2"]);
  });

  test("when the run has ended nothing is running and rows that never began still wait", () => {
    const told = new RunTold()
      .started(hosts, ["a", "b"])
      .connected(...hosts)
      .began("t1")
      .ended("h1", "t1")
      .finished();
    expect(rowsOf(told)).toMatchObject([
      { state: "done", ended: 1, total: 1, running: [] },
      { state: "waiting", running: [] },
    ]);
  });
});
