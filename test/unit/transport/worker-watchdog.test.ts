import { describe, expect, test } from "vitest";
import { type Verdict, WorkerWatchdog } from "../../../src/transport/worker-watchdog.ts";

const MiB = 1024 * 1024;
const limits = { beat: 250, silence: 3_000, patience: 60_000, memory: 1024 * MiB };

/** A worker that is looked at every 250 ms; `share`: the part of the CPU that it uses. */
function watched() {
  let now = 0;
  let cpu = 0;
  const watchdog = new WorkerWatchdog(limits, now);
  return {
    watchdog,
    pass(milliseconds: number, share = 0, sent = 0): Verdict | undefined {
      for (const end = now + milliseconds; now < end; ) {
        now += limits.beat;
        cpu += limits.beat * share;
        const verdict = watchdog.look(now, { cpu, memory: 100 * MiB }, sent);
        if (verdict) return verdict;
      }
      return undefined;
    },
    stall(milliseconds: number) {
      now += milliseconds;
      return watchdog.look(now, { cpu, memory: 100 * MiB }, 0);
    },
  };
}

describe("silence", () => {
  test("up to three seconds is nothing, and a sign of life ends it", () => {
    const { watchdog, pass } = watched();
    watchdog.beat(0);
    for (const _ of [1, 2, 3]) {
      expect(pass(3_000, 1)).toBe(undefined);
      watchdog.beat(0);
    }
  });

  test.each([
    ["that uses the CPU is a loop", 1, "frozen"],
    ["that shares the CPU with another process is a loop", 0.5, "frozen"],
    ["without any CPU is a stopped process", 0, "stuck"],
  ] as const)("%s", (_, share, verdict) => {
    const { watchdog, pass } = watched();
    watchdog.beat(0);
    expect(pass(3_250, share)).toBe(verdict);
  });

  test("on a machine that is much too busy is waited for, until it used as much CPU as a loop", () => {
    const { watchdog, pass } = watched();
    watchdog.beat(0);
    expect(pass(15_000, 0.1)).toBe(undefined);
    expect(pass(1_000, 0.1)).toBe("frozen");
  });

  test("is not waited for without end", () => {
    const { watchdog, pass } = watched();
    watchdog.beat(0);
    expect(pass(30_000, 0.03)).toBe(undefined);
    expect(pass(1_000, 0.03)).toBe("stuck");
  });

  test("in which this process stood still, too, does not count", () => {
    const { watchdog, stall, pass } = watched();
    watchdog.beat(0);
    expect(stall(60_000)).toBe(undefined);
    expect(pass(2_500, 1)).toBe(undefined);
    expect(pass(500, 1)).toBe("frozen");
  });

  test("is longer while the worker starts, and while it opens a key", () => {
    const { watchdog, pass } = watched();
    expect(pass(59_000, 1)).toBe(undefined);
    watchdog.beat(0);
    watchdog.bePatient();
    watchdog.beat(0);
    expect(pass(59_000, 1)).toBe(undefined);
    watchdog.beat(0);
    expect(pass(3_250, 1)).toBe("frozen");
  });
});

describe("memory", () => {
  test("over the limit is too much, as the system tells it or the worker itself", () => {
    const { watchdog, pass } = watched();
    watchdog.beat(2_000 * MiB);
    expect(pass(250)).toBe(undefined);
    expect(watchdog.look(500, { cpu: 0, memory: 1_025 * MiB }, 0)).toBe("too large");
    expect(watchdog.look(750, undefined, 0)).toBe("too large");
  });

  test("may be more for what is on its way to hosts", () => {
    const { watchdog } = watched();
    watchdog.beat(0);
    expect(watchdog.look(250, { cpu: 0, memory: 2_000 * MiB }, 300 * MiB)).toBe(undefined);
  });
});
