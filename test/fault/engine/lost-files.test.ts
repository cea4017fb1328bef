import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";
import { type Cut, type FlakyProxy, startProxy } from "../../support/flaky-proxy.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";

/** EVERY=1 npx vitest run test/fault/engine/lost-files.test.ts: at every moment instead of every sixth. */
const every = Number(process.env.EVERY ?? 6);

const tools = "stat cat dd sha256sum ln mv cp rm rmdir mkdir chmod chown sync readlink".split(" ");

const runbook = `- hosts: all
  tasks:
    - { name: new, copy: { dest: "{{ place }}/new", content: "new\\n", mode: "0640" } }
    - { name: edit, copy: { dest: "{{ place }}/edit", content: "after\\n" } }
    - { name: mode, file: { path: "{{ place }}/mode", mode: "0600" } }
    - { name: folder, file: { path: "{{ place }}/folder", state: directory, mode: "0750" } }
    - { name: inside, copy: { dest: "{{ place }}/folder/inside", content: "inside\\n" } }
    - { name: link, file: { path: "{{ place }}/link", src: edit, state: link } }
    - { name: gone, file: { path: "{{ place }}/gone", state: absent } }
`;
const names = ["new", "edit", "mode", "folder", "inside", "link", "gone"];

describe.skipIf(!canRunSshd)("changes of files whose connection is lost (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  let shop: Workshop;
  beforeAll(async () => {
    sshd = await startSshd(["MaxStartups 100"]);
    shop = workshop();
    slowTools(home());
  });
  afterAll(async () => {
    shop?.close();
    await sshd?.close();
  });

  const home = () => join(sshd.folder, "home");
  const place = (name = "") => join(home(), "work", name);

  /** The folder as it is before every run. */
  function given(): void {
    for (const folder of [place(), join(home(), ".runbook")]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(place(), { mode: 0o755 });
    for (const [name, content] of Object.entries({ edit: "before\n", mode: "mode\n", gone: "gone\n" })) {
      writeFileSync(place(name), content, { mode: 0o644 });
      chownSync(place(name), 4242, 4242);
    }
    symlinkSync("mode", place("link"));
    chownSync(place(), 4242, 4242);
  }

  async function run(strike: (proxy: FlakyProxy) => void | Promise<void>): Promise<Walked> {
    given();
    const proxy = await startProxy(sshd.target.port);
    onTestFinished(() => proxy.close());
    let struck: Promise<void> | undefined;
    const walked = await shop.walk({
      runbook,
      inventory: "[all]\nweb1\n",
      extra: { place: place() },
      target: { ...sshd.target, port: proxy.port, hostKeyAlias: `[127.0.0.1]:${sshd.target.port}` },
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

  /** What was told is what is there; nothing is left beside it. */
  function check({ tasks, exitCode }: Walked, label: string): void {
    expect(
      tasks.map(({ name, status, message }) => [name, status, message]),
      label,
    ).toEqual(names.map((name) => [name, "changed", undefined]));
    expect(exitCode, label).toBe(0);
    const text = (name: string) => readFileSync(place(name), "utf8");
    expect([text("new"), text("edit"), text("mode"), text("folder/inside")], label).toEqual([
      "new\n",
      "after\n",
      "mode\n",
      "inside\n",
    ]);
    const modes = ["new", "edit", "mode", "folder"].map((name) => lstatSync(place(name)).mode & 0o7777);
    expect(modes, label).toEqual([0o640, 0o644, 0o600, 0o750]);
    expect([readlinkSync(place("link")), existsSync(place("gone"))], label).toEqual(["edit", false]);
    expect(readdirSync(place()).sort(), label).toEqual(["edit", "folder", "link", "mode", "new"]);
    expect(readdirSync(place("folder")), label).toEqual(["inside"]);
    expect(backups(), label).toEqual(["before\n", "gone\n"]);
  }

  function backups(): readonly string[] {
    const store = join(home(), ".runbook/backups");
    const [tag = ""] = readdirSync(store);
    const kept = readdirSync(join(store, tag)).filter((name) => name !== "manifest");
    return kept.map((name) => readFileSync(join(store, tag, name), "utf8")).sort();
  }

  const turnsOf = (count: number) => Array.from({ length: Math.ceil(count / every) }, (_, index) => 1 + index * every);
  const start = (turn: number, moment: string) => writeFileSync(join(home(), "counter"), `0 ${turn} ${moment}\n`);

  test("cut before and after every process on the host, heard of by the host or not: all is told as it is", async () => {
    check(await run(() => start(-1, "never")), "undisturbed");
    const count = Number.parseInt(readFileSync(join(home(), "counter"), "utf8"), 10);
    expect(count).toBeGreaterThan(30);
    let cuts = 0;
    for (const moment of ["before", "after"] as const) {
      for (const turn of turnsOf(count)) {
        const how: Cut = (cuts++ & 1) === 0 ? "ours" : "both";
        const held = join(home(), "held");
        rmSync(held, { force: true });
        const walked = await run(async (proxy) => {
          start(turn, moment);
          while (!existsSync(held)) await wait(2);
          proxy.cut(how);
          if (how === "both") rmSync(held);
        });
        // A look may still be held, since nobody minds it; whatever else were, would go on now.
        rmSync(held, { force: true });
        await vi.waitFor(() => expect(spawnSync("pgrep", ["-f", join(home(), "tools/")]).status).toBe(1), 10_000);
        check(walked, `${moment} ${turn} of ${count}, ${how}`);
      }
    }
  }, 900_000);

  test.each(["there", "back"] as const)(
    "on a host that was restarted meanwhile (%s): files tell by themselves",
    async (way) => {
      const boot = join(sshd.folder, "boot_id");
      writeFileSync(boot, "11111111-2222-3333-4444-555555555555\n");
      const within = (...words: readonly string[]) =>
        execFileSync("nsenter", [`--mount=/proc/${sshd.pid}/ns/mnt`, ...words]);
      onTestFinished(() => void within("umount", "/proc/sys/kernel/random/boot_id"));
      const walked = await run((proxy) => {
        start(-1, "never");
        proxy.cutAfter(1, way);
        within("mount", "--bind", boot, "/proc/sys/kernel/random/boot_id");
      });
      check(walked, way);
    },
  );

  test("cut at bytes of the frame and of its answer", async () => {
    const lengths = { there: 0, back: 0 };
    check(
      await run((proxy) => {
        const { there, back } = proxy.passed;
        start(-1, "never");
        setImmediate(() => Object.assign(lengths, { there, back }));
      }),
      "undisturbed",
    );
    for (const direction of ["there", "back"] as const) {
      for (const bytes of [1, 40, 500, 1_500, 2_500, 3_200]) {
        for (const how of ["both", "ours"] as const) {
          const walked = await run((proxy) => {
            start(-1, "never");
            proxy.cutAfter(bytes, direction, how);
          });
          check(walked, `${direction} ${bytes} ${how}`);
        }
      }
    }
  }, 120_000);
});

/** Tools that count themselves and hold at their turn, before or after their work, until a file is gone; first in the PATH. */
function slowTools(home: string): void {
  const folder = join(home, "tools");
  mkdirSync(folder);
  for (const tool of tools) {
    const real = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    const text = `#!/bin/sh
read -r n turn moment <'${home}/counter'
n=$((n + 1))
echo "$n $turn $moment" >'${home}/counter'
hold() {
  : >'${home}/held'
  while [ -e '${home}/held' ]; do sleep 0.02; done
}
[ "$n $moment" != "$turn before" ] || hold
${real} "$@"
status=$?
[ "$n $moment" != "$turn after" ] || hold
exit $status
`;
    writeFileSync(join(folder, tool), text);
    chmodSync(join(folder, tool), 0o755);
  }
  writeFileSync(join(home, "counter"), "0 -1 never\n");
  chmodSync(join(home, "counter"), 0o666);
  writeFileSync(join(home, ".bashrc"), `PATH=${folder}:$PATH\n`);
}
