import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { type FlakyProxy, startProxy } from "../../support/flaky-proxy.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

/** CUTS=200 npx vitest run test/fault/engine/lost-jobs.test.ts */
const cuts = Number(process.env.CUTS ?? 12);

describe.skipIf(!canRunSshd)("jobs whose connection is lost (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  let shop: Workshop;
  beforeAll(async () => {
    sshd = await startSshd(["MaxStartups 100"]);
    shop = workshop();
  });
  afterAll(async () => {
    shop?.close();
    await sshd?.close();
  });

  const home = (name: string) => join(sshd.folder, "home", name);
  const lines = (name: string) => readFileSync(home(name), "utf8");

  /** Starts a job over a connection that `strike` may cut, which hears of the moment before its frame is sent, and waits for it. */
  async function run(command: string, strike: (proxy: FlakyProxy) => void | Promise<void>): Promise<Walked> {
    const proxy = await startProxy(sshd.target.port);
    onTestFinished(() => proxy.close());
    const target = { ...sshd.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${sshd.target.port}` };
    let struck: Promise<void> | undefined;
    const tasks = [
      { name: "start", shell: command, async: 60, poll: 0, register: "job" },
      {
        name: "wait",
        async_status: { jid: "{{ job.ansible_job_id }}" },
        register: "done",
        until: "done is finished",
        retries: 30,
        delay: 1,
      },
    ];
    const walked = await shop.walk({
      inventory: "[all]\nweb1\n",
      target,
      settings: { tellsResults: true },
      runbook: JSON.stringify([{ hosts: "all", tasks }]),
      listeners: [
        (event: Event) => {
          if (event.type === "change.intended" && struck === undefined) struck = Promise.resolve(strike(proxy));
        },
      ],
    });
    await struck;
    await proxy.close();
    return walked;
  }
  const stdout = ({ tasks }: Walked) => Reflect.get(Object(tasks.at(-1)?.result), "stdout");

  test("while its frame is on the way: it is sent again, and starts once", async () => {
    const walked = await run("echo once >>way; echo said", (proxy) => proxy.cutAfter(60, "there", "both"));
    expect([walked.statuses(), stdout(walked)]).toEqual([["start: changed", "wait: changed"], "said"]);
    expect(lines("way")).toBe("once\n");
  });

  test("after it was started, before the answer: it is found", async () => {
    const walked = await run("echo once >>begun; echo said", (proxy) => proxy.cutAfter(1, "back", "ours"));
    expect([walked.statuses(), stdout(walked)]).toEqual([["start: changed", "wait: changed"], "said"]);
    expect(lines("begun")).toBe("once\n");
  });

  test("while it runs: it goes on", async () => {
    const walked = await run("echo once >>runs; sleep 1; echo said", async (proxy) => {
      await vi.waitFor(() => lines("runs"), { timeout: 10_000, interval: 10 });
      proxy.cut();
    });
    expect([walked.statuses(), stdout(walked)]).toEqual([["start: changed", "wait: changed"], "said"]);
    expect(lines("runs")).toBe("once\n");
  });

  test("a host that was restarted before the answer came: started, and cut off", async () => {
    const boot = join(sshd.folder, "boot_id");
    writeFileSync(boot, "11111111-2222-3333-4444-555555555555\n");
    const within = (...words: readonly string[]) =>
      execFileSync("nsenter", [`--mount=/proc/${sshd.pid}/ns/mnt`, ...words]);
    onTestFinished(() => void within("umount", "/proc/sys/kernel/random/boot_id"));
    const walked = await run("echo once >>boot; sleep 3", async (proxy) => {
      await vi.waitFor(() => lines("boot"), { timeout: 10_000, interval: 10 });
      within("mount", "--bind", boot, "/proc/sys/kernel/random/boot_id");
      proxy.cut();
    });
    expect(walked.statuses()).toEqual(["start: changed", "wait: failed"]);
    expect(walked.tasks[1]?.message).toContain("the host was restarted before the job ended");
    expect(lines("boot")).toBe("once\n");
  });

  test(
    `${cuts} cuts, ever later: each job was started once, and no other is there`,
    async () => {
      for (let cut = 0; cut < cuts; cut++) {
        const how = cut % 2 === 0 ? "both" : "ours";
        const walked = await run(`echo once >>cut${cut}; echo said`, (proxy) => {
          if (cut % 3 === 0) proxy.cutAfter(1 + Math.floor((cut / cuts) * 14_000), "there", how);
          else setTimeout(() => proxy.cut(how), (cut / cuts) * 80);
        });
        expect([walked.statuses(), stdout(walked)], `cut ${cut}`).toEqual([
          ["start: changed", "wait: changed"],
          "said",
        ]);
        expect(lines(`cut${cut}`), `cut ${cut}`).toBe("once\n");
      }
      expect(
        readdirSync(home(".runbook/jobs")).filter((name) => !existsSync(home(`.runbook/jobs/${name}/job.r`))),
      ).toHaveLength(0);
    },
    30_000 + cuts * 5_000,
  );
});
