import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test, vi } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { createTransport } from "../../../src/transport/transport-for.ts";
import { workshop } from "../../support/engine.ts";
import { impatient } from "../../support/impatient.ts";
import { canRunNetwork, type NetworkHost, startNetworkHost, whyNoNetwork } from "../../support/network-host.ts";
import { type Controller, controller, type Ended, eventsOf } from "../../support/program.ts";

/** Longer than a deadline, an answer to it, and all that looks for a host take together. */
const longTime = { timeout: 40_000, interval: 50 };

/** The host has two names, so that a process of its own can hold the connections. */
const inventory = ({ target }: NetworkHost) => `all:
  hosts: { web1: {}, web2: {} }
  vars:
    ansible_host: ${target.address}
    ansible_user: ${target.user}
    ansible_timeout: 1
    ansible_ssh_private_key_file: ${target.keyFiles[0]}
    ansible_ssh_common_args: "-o UserKnownHostsFile=${target.knownHosts[0]}"
`;

/** One command with a deadline of three seconds, and what it said in a file. */
const runbook = (script: string) =>
  JSON.stringify([
    {
      hosts: "all",
      gather_facts: false,
      tasks: [
        {
          name: "work",
          shell: { cmd: script, deadline: "3s" },
          register: "work",
          when: "inventory_hostname == 'web1'",
        },
        {
          name: "tell",
          copy: { dest: "{{ home }}/said", content: "{{ work.stdout }}" },
          when: "inventory_hostname == 'web1'",
        },
      ],
    },
  ]);

describe
  .skipIf(!canRunNetwork)
  .concurrent(`deadlines on a link that is dead (${whyNoNetwork ?? "real networks"})`, () => {
    /** A host, a user, and what the command left in the file `ran`. */
    async function begin(script: string, { onTestFinished: after }: TestContext) {
      const host = await startNetworkHost();
      after(() => host.close());
      const me = controller();
      after(() => me.remove());
      writeFileSync(join(me.folder, "inventory.yaml"), inventory(host));
      writeFileSync(join(me.folder, "work.yaml"), runbook(script));
      return { host, me, path: (name: string) => join(host.home, name) };
    }

    /** Runs the command and cuts its host off as soon as it has begun. */
    async function cut(host: NetworkHost, me: Controller, ...more: readonly string[]) {
      const words = ["apply", "work.yaml", "-y", "--format", "json", "-e", `home=${host.home}`, ...more];
      const { ended } = me.start(...words);
      await vi.waitFor(() => readFileSync(join(host.home, "ran")), longTime);
      host.filter({ input: "drop", output: "drop" });
      return (): Promise<Ended> => ended;
    }

    const tasks = (ended: Ended) =>
      eventsOf(ended)
        .filter(({ type, host, status }) => type === "task.finished" && host === "web1" && status !== "skipped")
        .map(({ task, status, code }) => [task, status, ...(code === undefined ? [] : [code])]);

    test.for([
      { title: "by this process", more: ["-l", "web1"] },
      { title: "by a process of its own", more: [] },
    ])(
      "the command ended meanwhile, the link is back: its end is told (held $title)",
      { timeout: 60_000 },
      async ({ more }, context) => {
        const { expect } = context;
        const { host, me, path } = await begin("echo once >>ran; sleep 5; touch done; echo end", context);
        const ended = await cut(host, me, ...more);
        await isGivenUp(host);
        await vi.waitFor(() => expect(existsSync(path("done"))).toBe(true), longTime);
        host.filter({});
        const result = await ended();
        expect(tasks(result)).toEqual([
          ["work", "changed"],
          ["tell", "changed"],
        ]);
        expect(result.exitCode).toBe(0);
        expect(readFileSync(path("ran"), "utf8")).toBe("once\n");
        expect(readFileSync(path("said"), "utf8")).toBe("end");
      },
    );

    test("the command still runs, the link is back: it is ended, and has failed", async (context) => {
      const { expect } = context;
      const { host, me, path } = await begin("echo $$ >>ran; exec sleep 300", context);
      const ended = await cut(host, me);
      await isGivenUp(host);
      host.filter({});
      const result = await ended();
      expect(tasks(result)).toEqual([["work", "failed", "RB5008"]]);
      expect(result.exitCode).toBe(2);
      expect(existsSync(`/proc/${readFileSync(path("ran"), "utf8").trim()}`)).toBe(false);
    }, 60_000);

    test("the link does not come back: unknown; resume hears of its end from the host", async (context) => {
      const { expect } = context;
      const { host, me, path } = await begin("echo once >>ran; sleep 5; touch done; echo end", context);
      const ended = await cut(host, me);
      const result = await ended();
      expect(tasks(result)).toEqual([["work", "unknown", "RB5012"]]);
      expect(result.exitCode).toBe(4);
      expect(eventsOf(result).filter(({ type }) => type === "host.lost")).toMatchObject([{ host: "web1" }]);
      await vi.waitFor(() => expect(existsSync(path("done"))).toBe(true), longTime);
      host.filter({});
      expect(await me.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
      expect(readFileSync(path("ran"), "utf8")).toBe("once\n");
      expect(readFileSync(path("said"), "utf8")).toBe("end");
    }, 90_000);

    test("the host was restarted until resume: it is asked for, and not run again", async (context) => {
      const { expect } = context;
      const { host, me, path } = await begin("echo once >>ran; sleep 5; touch done", context);
      const ended = await cut(host, me);
      expect(await ended()).toMatchObject({ exitCode: 4 });
      const boot = path("boot_id");
      writeFileSync(boot, "11111111-2222-3333-4444-555555555555\n");
      host.run("mount", "--bind", boot, "/proc/sys/kernel/random/boot_id");
      host.filter({});
      const resumed = await me.run("resume", "last", "-y");
      expect(resumed.exitCode).toBe(4);
      expect(resumed.stdout).toContain("RB5012");
      expect(readFileSync(path("ran"), "utf8")).toBe("once\n");
    }, 90_000);

    test.for([
      { title: "is back", isBack: true, ends: ["a: changed", "b: changed"], exitCode: 0 },
      { title: "does not come back", isBack: false, ends: ["a: unknown", "b: unknown"], exitCode: 4 },
    ])(
      "files were written, and the link $title",
      { timeout: 60_000 },
      async ({ isBack, ends, exitCode }, { expect, onTestFinished: after }) => {
        const host = await startNetworkHost();
        after(() => host.close());
        const shop = workshop();
        after(() => shop.close());
        const copy = (name: string) => ({ name, copy: { dest: `${host.home}/${name}`, content: "x" } });
        let struck: Promise<void> | undefined;
        const strike = async () => {
          host.filter({ output: "drop" });
          await isGivenUp(host);
          if (isBack) host.filter({});
        };
        const walked = await shop.walk({
          runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [copy("a"), copy("b")] }]),
          inventory: "[all]\nweb1\n",
          target: { ...host.target, connectDeadline: 1_000 },
          transport: impatient(3_000, createTransport()),
          listeners: [
            ({ type }: Event) => {
              if (type === "change.intended") struck ??= strike();
            },
          ],
        });
        await struck;
        expect(walked.statuses()).toEqual(ends);
        expect(walked.exitCode).toBe(exitCode);
        expect(walked.events.some(({ type }) => type === "host.lost")).toBe(!isBack);
        for (const name of ["a", "b"]) expect(readFileSync(join(host.home, name), "utf8")).toBe("x");
      },
    );
  });

/** Until nothing here believes any more that it has a connection to the host. */
async function isGivenUp({ address }: NetworkHost): Promise<void> {
  const established = () => execFileSync("ss", ["-Htn", "state", "established", "dst", address], { encoding: "utf8" });
  await vi.waitUntil(() => established() === "", longTime);
}
