import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import type { Value } from "../../../src/expression/value.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { type Cut, type FlakyProxy, startProxy } from "../../support/flaky-proxy.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

/** CUTS=200 SEED=7 npx vitest run test/fault/engine/lost-commands.test.ts */
const cuts = Number(process.env.CUTS ?? 20);
const seed = Number(process.env.SEED ?? 1);

describe.skipIf(!canRunSshd)("commands whose connection is lost (needs root, sshd and sudo)", () => {
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
  const there = (name: string) => vi.waitFor(() => readFileSync(home(name)), { timeout: 10_000, interval: 10 });

  /** Runs one command over a connection that `strike` may cut; it hears of the moment before the command's frame is sent. */
  async function run(
    command: string,
    strike: (proxy: FlakyProxy) => void | Promise<void>,
    { more = {}, extra = {} }: { readonly more?: object; readonly extra?: Readonly<Record<string, Value>> } = {},
  ): Promise<Walked> {
    const proxy = await startProxy(sshd.target.port);
    onTestFinished(() => proxy.close());
    const target = { ...sshd.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${sshd.target.port}` };
    let struck: Promise<void> | undefined;
    const walked = await shop.walk({
      inventory: "[all]\nweb1\n",
      target,
      settings: { tellsResults: true },
      extra,
      runbook: JSON.stringify([{ hosts: "all", tasks: [{ name: "work", shell: { cmd: command, ...more } }] }]),
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
  const result = ({ tasks }: Walked) => tasks[0]?.result;
  const stdout = (walked: Walked) => String(Reflect.get(Object(result(walked)), "stdout"));
  const digest = (walked: Walked) => createHash("sha256").update(stdout(walked)).digest("hex");

  test.each<Cut>(["both", "ours"])(
    "while its frame is on the way (%s): it is sent again, and runs once",
    async (how) => {
      const walked = await run(`echo once >>way-${how}; echo said`, (proxy) => proxy.cutAfter(60, "there", how));
      expect([walked.statuses(), stdout(walked)]).toEqual([["work: changed"], "said"]);
      expect(lines(`way-${how}`)).toBe("once\n");
      expect(walked.events).toContainEqual(expect.objectContaining({ type: "noted", level: "warning" }));
    },
  );

  test.each<Cut>(["both", "ours"])("while it runs (%s): it goes on, and is waited for", async (how) => {
    const walked = await run(`echo once >>runs-${how}; sleep 1; echo said; exit 3`, async (proxy) => {
      await there(`runs-${how}`);
      proxy.cut(how);
    });
    expect(walked.statuses()).toEqual(["work: failed"]);
    expect(result(walked)).toMatchObject({ rc: 3, stdout: "said" });
    expect(lines(`runs-${how}`)).toBe("once\n");
  });

  test.each<Cut>(["both", "ours"])("after it ended, before the answer (%s): the answer is fetched", async (how) => {
    const walked = await run(`echo once >>ended-${how}; seq 1 100`, (proxy) => proxy.cutAfter(1, "back", how));
    expect([walked.statuses(), stdout(walked).split("\n")]).toEqual([
      ["work: changed"],
      expect.arrayContaining(["100"]),
    ]);
    expect(lines(`ended-${how}`)).toBe("once\n");
  });

  test("while its output is fetched after a first cut: it is fetched from its begin", async () => {
    const whole = await run("seq 1 130000", () => {});
    const walked = await run("echo once >>twice; seq 1 130000", async (proxy) => {
      proxy.cutAfter(300_000, "back");
      await vi.waitFor(() => expect(proxy.accepted).toBe(2), { timeout: 10_000, interval: 2 });
      proxy.cutAfter(400_000, "back");
    });
    expect([walked.statuses(), digest(walked)]).toEqual([["work: changed"], digest(whole)]);
    expect(lines("twice")).toBe("once\n");
  });

  test("past its deadline, part of which was spent without a connection: it is ended", async () => {
    const walked = await run(
      "echo $$ >late; exec sleep 300",
      async (proxy) => {
        await there("late");
        proxy.cut();
      },
      { more: { deadline: "2s" } },
    );
    expect(walked.tasks[0]).toMatchObject({ status: "failed", code: "RB5008" });
    expect(existsSync(`/proc/${lines("late").trim()}`)).toBe(false);
  });

  test.each([
    { title: "after a cut", isCut: true, says: "could not be ended" },
    { title: "on a link that holds", isCut: false, says: "these processes are still alive on the host" },
  ])("past its deadline, and not ours to end ($title): unknown, and said so", async ({ isCut, says }) => {
    const name = `not-ours-${isCut}`;
    const walked = await run(
      `exec sudo -n -u nobody sh -c 'trap "" TERM; echo $$; sleep 30; :' >${name}`,
      async (proxy) => {
        await vi.waitFor(() => expect(lines(name)).not.toBe(""), { timeout: 10_000, interval: 10 });
        if (isCut) proxy.cut();
      },
      { more: { deadline: "2s" } },
    );
    expect(walked.tasks[0]).toMatchObject({ status: "unknown", code: "RB5012" });
    expect(JSON.stringify(walked.tasks[0])).toContain(says);
    expect(readdirSync(home(".runbook/run"))).toHaveLength(1);
    rmSync(home(".runbook/run"), { recursive: true });
    expect(existsSync(`/proc/${lines(name).trim()}`)).toBe(true);
    expect(walked.exitCode).toBe(4);
  });

  test("nothing of a secret is on the host's disk meanwhile, and nothing stays behind", async () => {
    const word = "a-very-secret-word";
    const walked = await run(
      "echo begun >secret; sleep 1; wc -c",
      async (proxy) => {
        await there("secret");
        expect(spawnSync("grep", ["-r", word, home("")]).status).toBe(1);
        proxy.cut();
      },
      { more: { stdin: "{{ word }}" }, extra: { word: new SecretText("word", word) } },
    );
    expect([walked.statuses(), stdout(walked)]).toEqual([["work: changed"], String(word.length + 1)]);
    expect(readdirSync(home(".runbook/run"))).toEqual([]);
  });

  test("a host that was restarted meanwhile: unknown, and said so", async () => {
    const boot = join(sshd.folder, "boot_id");
    writeFileSync(boot, "11111111-2222-3333-4444-555555555555\n");
    const within = (...words: readonly string[]) =>
      execFileSync("nsenter", [`--mount=/proc/${sshd.pid}/ns/mnt`, ...words]);
    onTestFinished(() => void within("umount", "/proc/sys/kernel/random/boot_id"));
    const walked = await run("echo once >>boot; sleep 1", async (proxy) => {
      await there("boot");
      within("mount", "--bind", boot, "/proc/sys/kernel/random/boot_id");
      proxy.cut();
    });
    expect(walked.tasks[0]).toMatchObject({ status: "unknown", code: "RB5012" });
    expect(walked.tasks[0]?.message).toContain("the host was restarted meanwhile");
    expect(walked.exitCode).toBe(4);
    expect(lines("boot")).toBe("once\n");
  });

  test(
    `${cuts} cuts at random, 100 MB for every 20: not a byte lost or repeated, nothing done twice`,
    async () => {
      const random = numbers(seed);
      const size = { small: 150_000, large: 1_400_000 } as const;
      const print = (name: string, count: number) =>
        `echo once >>${name}; seq 1 ${count / 2}; sleep 0.1; seq 1 ${count}`;
      const whole = {
        small: await run(print("s", size.small), () => {}),
        large: await run(print("l", size.large), () => {}),
      };
      for (let cut = 0; cut < cuts; cut++) {
        const kind = cut % 2 === 0 ? "small" : "large";
        const how = random() < 0.5 ? "both" : "ours";
        const point = (["there", "back", "moment"] as const)[Math.floor(random() * 3)] ?? "back";
        const at = random();
        const label = `cut ${cut}: ${kind} ${point} ${how} ${at}`;
        const walked = await run(print(`cut${cut}`, size[kind]), (proxy) => {
          if (point === "there") proxy.cutAfter(1 + Math.floor(at * 900), "there", how);
          else if (point === "back") proxy.cutAfter(1 + Math.floor(at * 1_500_000), "back", how);
          else setTimeout(() => proxy.cut(how), at * 250);
        });
        expect(walked.statuses(), label).toEqual(["work: changed"]);
        expect(digest(walked), label).toBe(digest(whole[kind]));
        expect(lines(`cut${cut}`), label).toBe("once\n");
      }
    },
    30_000 + cuts * 5_000,
  );
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
