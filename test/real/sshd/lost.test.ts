import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";

const [healthy, silent, frozen, dropped, noSession, noShell] = [1, 2, 3, 4, 5, 6] as const;
const away = [frozen, dropped];
const back = [noSession, noShell];
const struck = [...away, ...back];

const runbook = `- hosts: all
  tasks:
    - name: work
      command: sh -c "echo once >>/tmp/began; exec {{ work }}"
    - name: afterwards
      command: touch /tmp/went-on
`;

describe.skipIf(!canRunRealLab)(`hosts that are lost in the middle (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let me: Controller;

  beforeAll(async () => {
    const works = new Map<number, string>([...away.map(pair("sleep 600")), ...back.map(pair("sleep 6"))]);
    const variables = (host: number) => ({ work: works.get(host) ?? "true", ansible_timeout: "2" });
    lab = await RealLab.up(6, { variables });
    me = controller();
    writeFileSync(join(me.folder, "work.yaml"), runbook);
  });
  afterAll(async () => {
    me?.remove();
    await lab?.down();
  });

  test("are gone on with, or unknown or unreachable within the deadlines, and hold nobody up", async () => {
    const paths = new Map(struck.map((host) => [host, lab.path(host, "/tmp/began")]));
    lab.lab("freeze", String(silent));
    const began = performance.now();
    const { ended } = me.start("apply", "work.yaml", "-y", "--format", "json", "-i", lab.inventory());
    for (const path of paths.values()) {
      await vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 20_000, interval: 20 });
    }
    lab.lab("freeze", String(frozen));
    lab.lab("drop", String(dropped));
    const session = "pgrep -f '^sshd: neolane@notty'";
    expect(lab.sh(noSession, "sh", "-c", `kill -KILL $(${session})`).stderr).toBe("");
    expect(lab.sh(noShell, "sh", "-c", `kill -KILL $(pgrep -o -P $(${session}))`).stderr).toBe("");
    const result = await ended;
    const events = eventsOf(result);
    const took = (performance.now() - began) / 1000;

    expect(took).toBeLessThan(12 + 6 * 2 + 14 + 8);
    expect(result.exitCode).toBe(4);
    const finished = events.filter(({ type }) => type === "task.finished");
    const statusOf = (host: number) =>
      finished.filter((one) => one.host === lab.name(host)).map(({ status }) => status);
    expect(statusOf(healthy)).toEqual(["changed", "changed"]);
    for (const host of away) expect(statusOf(host), lab.name(host)).toEqual(["unknown"]);
    for (const host of back) {
      expect(statusOf(host), lab.name(host)).toEqual(["changed", "changed"]);
      expect(lab.read(host, "/tmp/began").toString()).toBe("once\n");
    }
    expect(statusOf(silent)).toEqual([]);
    const lost = events.filter(({ type }) => type === "host.lost").map(({ host }) => host);
    expect(lost.sort()).toEqual([silent, ...away].map((host) => lab.name(host)).sort());
    expect(events.at(-1)?.type).toBe("run.finished");
  }, 90_000);
});

function pair(work: string): (host: number) => readonly [number, string] {
  return (host) => [host, work];
}
