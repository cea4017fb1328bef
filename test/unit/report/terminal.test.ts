import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { createTerminalReporter } from "../../../src/report/terminal.ts";
import { RunTold } from "../../support/run-events.ts";

/** A screen that keeps what is written, and a clock that moves only when told. */
function steered() {
  const written: { readonly at: number; readonly text: string }[] = [];
  let now = Date.parse("2026-03-01T10:20:00.000Z");
  let ticking: { readonly each: number; readonly run: () => void; next: number } | undefined;
  const screen = { columns: 60, rows: 20, isBehind: false, write: (text: string) => written.push({ at: now, text }) };
  const reporter = createTerminalReporter({
    screen,
    color: true,
    now: () => now,
    every(each, run) {
      ticking = { each, run, next: now + each };
      return () => {
        ticking = undefined;
      };
    },
  });
  const wait = (milliseconds: number): void => {
    const until = now + milliseconds;
    while (ticking !== undefined && ticking.next <= until) {
      now = ticking.next;
      ticking.next += ticking.each;
      ticking.run();
    }
    now = until;
  };
  const tell = (events: readonly Event[]): void => {
    for (const event of events) reporter.listener(event);
  };
  return { reporter, screen, written, wait, tell, isTicking: () => ticking !== undefined };
}

const hosts = Array.from({ length: 1000 }, (_, index) => `host${index}`);

describe("the screen of a run", () => {
  test("paints at most ten times in any second, however much happens", () => {
    const { written, wait, tell } = steered();
    tell(
      new RunTold()
        .started(hosts, ["a", "b"])
        .connected(...hosts)
        .began("t1").events,
    );
    for (const host of hosts) {
      tell(new RunTold().ended(host, "t1", { status: "changed" }).events);
      wait(3);
    }
    tell(new RunTold().finished().events);
    for (const { at } of written) {
      expect(written.filter((other) => other.at >= at && other.at < at + 1000).length).toBeLessThanOrEqual(10);
    }
    expect(written.length).toBeGreaterThan(15);
  });

  test("paints nothing while nobody reads, and then what is there by then", () => {
    const { screen, written, wait, tell } = steered();
    tell(new RunTold().started(["h1", "h2"], ["a"]).connected("h1", "h2").began("t1").events);
    wait(1000);
    screen.isBehind = true;
    const before = written.length;
    tell(new RunTold().ended("h1", "t1", { status: "changed" }).events);
    wait(60_000);
    expect(written.length).toBe(before);
    screen.isBehind = false;
    wait(1000);
    expect(written[before]?.text).toContain("1/2");
  });

  test("keeps the last picture with all rows, and gives the cursor back", () => {
    const { written, tell } = steered();
    tell(new RunTold().started(["h1"], ["a"]).connected("h1").began("t1").ended("h1", "t1").finished().events);
    const last = written
      .slice(-2)
      .map(({ text }) => text)
      .join("");
    expect(last).toContain("1 ok");
    expect(last.endsWith("\x1b[?25h")).toBe(true);
  });

  test("stops its clock when the run is over", async () => {
    const { tell, isTicking } = steered();
    tell(new RunTold().started(["h1"], ["a"]).events);
    expect(isTicking()).toBe(true);
    tell(new RunTold().finished().events);
    await expect.poll(isTicking).toBe(false);
  });

  test("gives the cursor back when the run is broken off, and paints no more", () => {
    const { reporter, written, tell, wait } = steered();
    tell(new RunTold().started(["h1"], ["a"]).events);
    reporter.stop();
    const count = written.length;
    wait(1000);
    expect(written.at(-1)?.text).toBe("\x1b[?25h");
    expect(written.length).toBe(count);
  });

  test("shows notes above the rows, with the host in front of every line", () => {
    const { written, tell, wait } = steered();
    tell(new RunTold().started(["h1"], ["a"]).noted("one\nh2  two", { host: "h1" }).events);
    wait(200);
    const text = written.map((one) => one.text).join("");
    expect(text).toContain("\x1b[1mh1\x1b[22m  one\n\x1b[1mh1\x1b[22m  h2  two\n");
  });

  test("listens to no signal", () => {
    const before = process.listenerCount("SIGINT");
    const { tell } = steered();
    tell(new RunTold().started(["h1"], ["a"]).events);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  test("keeps still while a person is asked, and goes on below the question", async () => {
    const { reporter, written, wait, tell } = steered();
    tell(new RunTold().started(["h1", "h2"], ["a"]).connected("h1", "h2").began("t1").events);
    wait(200);
    await reporter.hold(async () => {
      const before = written.length;
      tell(new RunTold().ended("h1", "t1").events);
      wait(1000);
      expect(written.length).toBe(before);
      expect(written.at(-1)?.text).toContain("\x1b[?25h");
    });
    const after = written.length;
    wait(200);
    expect(written[after]?.text).toContain("h2");
    expect(written[after]?.text).not.toContain("\x1b[1A");
  });
});
