import { expect, test } from "vitest";
import type { Target } from "../../../src/transport/connection.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import type { Death } from "../../../src/transport/worker-process.ts";
import { WorkerSuspects } from "../../../src/transport/worker-suspects.ts";

const ssh = (name: string, address: string, more: Partial<SshTarget> = {}): SshTarget => ({
  kind: "ssh",
  name,
  address,
  port: 22,
  user: "ann",
  keyFiles: [],
  knownHosts: [],
  connectDeadline: 1_000,
  ...more,
});
const death = (verdict: Death["verdict"], host = 0): Death => ({ verdict, how: "did not answer for 3 s", host });
const numberOf = (suspects: WorkerSuspects, target: Target) => [...suspects.numbers(target).values()].at(-1) ?? 0;
const refused = (suspects: WorkerSuspects, target: Target) => suspects.objectionTo(target)?.problems[0]?.code;

test("a host has one number whatever it is called; a place behind another host is another host", () => {
  const suspects = new WorkerSuspects();
  const gate = ssh("gate", "198.51.100.1");
  const web = ssh("web1", "10.0.0.1");
  expect(numberOf(suspects, web)).toBe(numberOf(suspects, ssh("again", "10.0.0.1", { user: "root" })));
  expect(numberOf(suspects, { ...web, jumps: [gate] })).not.toBe(numberOf(suspects, web));
  expect([...suspects.numbers({ ...web, jumps: [gate] }).values()][0]).toBe(numberOf(suspects, gate));
  expect([...suspects.numbers({ kind: "local", name: "here" })]).toEqual([]);
});

test("a loop is refused at once, with all that is behind that host; others are not", () => {
  const suspects = new WorkerSuspects();
  const gate = ssh("gate", "198.51.100.1");
  const behind = ssh("web1", "10.0.0.1", { jumps: [gate] });
  const within: Target = { kind: "exec", name: "box", command: ["docker"], via: behind };
  expect(suspects.blame(death("frozen", numberOf(suspects, gate)))).toBe("gate (198.51.100.1:22)");
  expect([gate, behind, within].map((target) => refused(suspects, target))).toEqual(["RB4015", "RB4015", "RB4015"]);
  expect(refused(suspects, ssh("web1", "10.0.0.1"))).toBe(undefined);
});

test.each(["broke", "too large"] as const)(
  "one that was last when the worker %s is refused the second time",
  (verdict) => {
    const suspects = new WorkerSuspects();
    const web = ssh("web1", "10.0.0.1");
    const other = ssh("web2", "10.0.0.2");
    expect(suspects.blame(death(verdict, numberOf(suspects, web)))).toBe(undefined);
    expect(suspects.blame(death(verdict, numberOf(suspects, other)))).toBe(undefined);
    expect(suspects.blame(death(verdict, numberOf(suspects, web)))).toBe("web1 (10.0.0.1:22)");
    expect([refused(suspects, web), refused(suspects, other)]).toEqual(["RB4015", undefined]);
  },
);

test.each(["stuck", "killed"] as const)(
  "nobody is to blame when the worker is %s, nor for what nobody sent",
  (verdict) => {
    const suspects = new WorkerSuspects();
    const web = ssh("web1", "10.0.0.1");
    const host = numberOf(suspects, web);
    for (const one of [death(verdict, host), death(verdict, host), death("frozen", 0)]) {
      expect(suspects.blame(one)).toBe(undefined);
    }
    expect(refused(suspects, web)).toBe(undefined);
  },
);
