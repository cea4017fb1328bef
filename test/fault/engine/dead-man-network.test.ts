import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";
import { type FlakyProxy, startProxy } from "../../support/flaky-proxy.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

const runbook = `- hosts: all
  tasks:
    - name: conf
      confirm_within: 5s
      copy: { dest: "{{ place }}/conf", content: "new\\n", mode: "0600" }
    - name: network
      confirm_within: 5s
      shell:
        cmd: "echo ran >> {{ place }}/told; while [ -e {{ place }}/wait ]; do sleep 0.1; done"
        undo: "echo undone >> {{ place }}/told"
`;

describe.skipIf(!canRunSshd)("a dead-man switch behind a network (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  let shop: Workshop;
  const home = () => join(sshd.folder, "home");
  const place = (name = "") => join(home(), "work", name);
  const text = (name: string) => (existsSync(place(name)) ? readFileSync(place(name), "utf8") : "");

  beforeAll(async () => {
    sshd = await startSshd(["MaxStartups 100"]);
    shop = workshop();
  });
  afterAll(async () => {
    shop?.close();
    await sshd?.close();
  });
  beforeEach(() => {
    for (const folder of [place(), join(home(), ".runbook")]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(place());
    writeFileSync(place("conf"), "old\n", { mode: 0o640 });
    for (const path of [place(), place("conf")]) chownSync(path, 4242, 4242);
  });

  async function run(strike: (proxy: FlakyProxy) => Promise<void>) {
    const proxy = await startProxy(sshd.target.port);
    onTestFinished(() => proxy.close());
    const struck = strike(proxy);
    const walked = await shop.walk({
      runbook,
      inventory: "[all]\nweb1\n",
      extra: { place: place() },
      target: {
        ...sshd.target,
        port: proxy.port,
        hostKeyAlias: `[127.0.0.1]:${sshd.target.port}`,
        connectDeadline: 1000,
        keepalive: { interval: 500, count: 2 },
      },
    });
    await struck;
    return { walked, proxy };
  }

  const begun = () => vi.waitFor(() => expect(text("told")).toBe("ran\n"), { timeout: 20_000, interval: 10 });

  test("is confirmed over a connection of its own", { timeout: 30_000 }, async () => {
    const { walked, proxy } = await run(async () => {});
    expect(walked.statuses()).toEqual(["conf: changed", "network: changed"]);
    expect(proxy.accepted).toBe(3);
    expect([text("conf"), text("told")]).toEqual(["new\n", "ran\n"]);
    expect(readdirSync(join(home(), ".runbook/switch"))).toEqual([]);
  });

  test("undoes at once what was cut, as soon as the host can be asked", { timeout: 30_000 }, async () => {
    writeFileSync(place("wait"), "");
    const { walked } = await run(async (proxy) => {
      await begun();
      proxy.cut("ours");
    });
    expect(walked.statuses()).toEqual(["conf: changed", "network: failed"]);
    expect(walked.tasks.at(-1)?.code).toBe("RB5013");
    expect(text("told")).toBe("ran\nundone\n");
    expect(readdirSync(join(home(), ".runbook/switch"))).toEqual([]);
  });

  test("undoes by itself what a task did to its own network, and the task is unknown", {
    timeout: 60_000,
  }, async () => {
    const before = statSync(place("conf"));
    const { walked } = await run(async (proxy) => {
      await vi.waitFor(() => expect(proxy.accepted).toBe(2), { timeout: 20_000, interval: 1 });
      proxy.freeze();
      await vi.waitFor(() => expect(text("conf")).toBe("new\n"), { timeout: 2_000, interval: 1 });
      await vi.waitFor(() => expect(text("conf")).toBe("old\n"), { timeout: 20_000, interval: 10 });
    });
    expect(walked.statuses()).toEqual(["conf: unknown"]);
    expect(walked.tasks.at(-1)?.code).toBe("RB5012");
    const after = statSync(place("conf"));
    const known = ({ mode, uid, gid, ino }: typeof before) => [mode, uid, gid, ino];
    expect(known(after)).toEqual(known(before));
  });
});
