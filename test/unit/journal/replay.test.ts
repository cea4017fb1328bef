import { describe, expect, test } from "vitest";
import type { ChangeFinished, ChangeIntended, Event } from "../../../src/events/event.ts";
import { eventsOfHost } from "../../../src/journal/events-of-host.ts";
import { openChanges } from "../../../src/journal/open-changes.ts";
import { RunTold } from "../../support/run-events.ts";

const common = { run: "run1", time: "2026-03-01T10:20:00.000Z" };
const intended = (host: string, ...numbers: readonly number[]): ChangeIntended => {
  const changes = numbers.map((number) => ({ number, task: "t1", kind: "write-file", path: `/etc/${number}` }));
  return { type: "change.intended", ...common, host, user: "root", changes };
};
const finished = (host: string, number: number, outcome: ChangeFinished["outcome"] = "made"): ChangeFinished => ({
  type: "change.finished",
  ...common,
  host,
  task: "t1",
  number,
  outcome,
});

describe("changes of which nobody knows whether they were made", () => {
  const open = (events: readonly Event[]) => openChanges(events).map(({ host, change }) => `${host} ${change.number}`);

  test("are those that were intended and have no end", () => {
    expect(open([intended("web1", 1, 2, 3), finished("web1", 1), finished("web1", 2, "failed")])).toEqual(["web1 3"]);
  });

  test("hosts count for themselves", () => {
    expect(open([intended("web1", 1), intended("web2", 1), finished("web2", 1)])).toEqual(["web1 1"]);
  });

  test("none, where all is told", () => {
    expect(open([intended("web1", 1), finished("web1", 1, "unknown")])).toEqual([]);
  });
});

describe("a run seen for one host", () => {
  const told = new RunTold()
    .started(["web1", "db1"], ["Motd", { name: "Tables", play: "databases" }], {
      playHosts: { play: ["web1", "db1"], databases: ["db1"] },
    })
    .connected("web1", "db1")
    .began("t1")
    .ended("web1", "t1", { status: "changed" })
    .ended("db1", "t1")
    .noted("to all")
    .noted("to one", { host: "db1" })
    .finished({ web1: { changed: 1 }, db1: { ok: 1 } });

  test("is as if it had been of that host alone", () => {
    const events = eventsOfHost(told.events, "web1") ?? [];
    expect(events.map((event) => ("host" in event ? event.host : undefined) ?? event.type)).toEqual([
      "run.started",
      "web1",
      "task.started",
      "web1",
      "noted",
      "run.finished",
    ]);
    expect(events[0]).toMatchObject({ hosts: ["web1"], tasks: [{ name: "Motd" }], playHosts: { play: ["web1"] } });
    expect(events.at(-1)).toMatchObject({ stats: { web1: { changed: 1 } } });
  });

  test("is nothing for a host that it was not for", () => expect(eventsOfHost(told.events, "web9")).toBeUndefined());
});
