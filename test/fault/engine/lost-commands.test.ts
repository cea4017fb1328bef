import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Walked, type Walking, type Workshop, workshop } from "../../support/engine.ts";
import { type FlakyProxy, startProxy } from "../../support/flaky-proxy.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

describe.skipIf(!canRunSshd)("commands whose connection is lost (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  let shop: Workshop;
  beforeAll(async () => {
    sshd = await startSshd();
    shop = workshop();
  });
  afterAll(async () => {
    shop?.close();
    await sshd?.close();
  });

  async function way(): Promise<{ readonly proxy: FlakyProxy; readonly walk: (walking: Walking) => Promise<Walked> }> {
    const proxy = await startProxy(sshd.target.port);
    onTestFinished(() => proxy.close());
    const target = { ...sshd.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${sshd.target.port}` };
    return { proxy, walk: (walking) => shop.walk({ inventory: "[all]\nweb1\n", target, ...walking }) };
  }

  const home = (name: string) => join(sshd.folder, "home", name);

  test("cut while it runs", async () => {
    const { proxy, walk } = await way();
    const walking = walk({
      runbook: `- hosts: all
  tasks:
    - name: work
      shell: echo once >>ran1; sleep 1; echo done; exit 3
      register: work
      failed_when: work.rc != 3
    - name: said
      assert: { that: ["work.stdout == 'done'"] }
`,
    });
    await vi.waitFor(() => readFileSync(home("ran1")), { timeout: 10_000, interval: 20 });
    proxy.cut();
    const { statuses, tasks } = await walking;
    console.log(tasks.map(({ message }) => message));
    expect(statuses()).toEqual(["work: changed", "said: ok"]);
    expect(readFileSync(home("ran1"), "utf8")).toBe("once\n");
  });
});
