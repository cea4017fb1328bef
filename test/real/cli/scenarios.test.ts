import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Scenario } from "../../../src/lab/scenarios.ts";
import { filesBelow, finishedTasks, type Practice, practice, statusesOf } from "../../support/practice.ts";
import { type Ended, eventsOf, type JsonEvent } from "../../support/program.ts";

/** What goes wrong in a scenario of the lab with two hosts, and what the program says about it. */
interface Trouble {
  readonly scenario: Scenario;
  /** The hosts it goes wrong on; the others are brought to the end. */
  readonly hosts: readonly string[];
  readonly code: string;
  readonly exitCode: number;
  readonly message: RegExp;
  readonly hint: RegExp;
  /** The task that fails; a lost host has none. */
  readonly task?: RegExp;
}

const prod = "acme-prod-1";
const last = "acme-stage-1";
const troubles: readonly Trouble[] = [
  {
    ...{ scenario: "old-build", hosts: [prod], code: "RB6001", exitCode: 2, task: /^Prerequisites: the build/ },
    ...{ message: /build 9082@b7710c4: .*never got Triggers/, hint: /Supported are 19\.1\.8/ },
  },
  {
    ...{ scenario: "gold-standard", hosts: [prod], code: "RB6001", exitCode: 2, task: /^Prerequisites: the build/ },
    ...{ message: /9032@3a9dc9c is Gold Standard 8/, hint: /Gold Standard 11/ },
  },
  {
    ...{ scenario: "mixed-builds", hosts: [prod, "acme-prod-2"], code: "RB5010", exitCode: 2, task: /same build$/ },
    ...{ message: /acme_prod runs different builds: 9383@5c1f0be, 9039@6f3e2aa/, hint: /builds \| length == 1/ },
  },
  {
    ...{ scenario: "foreign-client", hosts: [prod], code: "RB6004", exitCode: 2, task: /^Step 2: Add/ },
    ...{
      message: /config-acme_prod\.xml has the client id 0f1e2d3c4b5a69788796a5b4c3d2e1f0, not /,
      hint: /allow_replace/,
    },
  },
  {
    ...{ scenario: "broken-xml", hosts: [last], code: "RB5101", exitCode: 2, task: /^Prerequisites: what/ },
    ...{
      message: /config-acme_stage\.xml:\d+:\d+ is not well-formed XML: .*<\w+> \(opened at/,
      hint: /nothing was written/,
    },
  },
  {
    ...{ scenario: "missing-file", hosts: [last], code: "RB5001", exitCode: 2, task: /^Prerequisites: what/ },
    ...{ message: /config-acme_stage\.xml does not exist/, hint: /holds the file of no instance/ },
  },
  {
    ...{ scenario: "empty-org", hosts: [last], code: "RB5010", exitCode: 2, task: /Organization id/ },
    ...{ message: /IMSOrgId is "" in .*config-acme_stage\.xml: remove .*, so that 0A1B.*@AdobeOrg of/, hint: /./ },
  },
  {
    ...{ scenario: "sudo-refused", hosts: [last], code: "RB4010", exitCode: 2, task: /^Prerequisites: what/ },
    ...{ message: /sudo did not let us become neolane/, hint: /NOPASSWD/ },
  },
  {
    ...{ scenario: "wrong-host-key", hosts: [last], code: "RB4005", exitCode: 4 },
    ...{ message: /offers another host key than the known one/, hint: /known_hosts:2\); if the host was rebuilt/ },
  },
  {
    ...{ scenario: "unreachable", hosts: [last], code: "RB4001", exitCode: 4 },
    ...{ message: /refused the connection/, hint: /is sshd running/ },
  },
];

let lab: Practice;
afterEach(() => lab.remove());

const json = (command: "plan" | "apply", ...more: readonly string[]) =>
  lab.user.run(...lab.words(command, "--format", "json", ...(command === "apply" ? ["-y"] : []), ...more));

/** The failures of a run: failed tasks and lost hosts. */
function failures(ended: Ended): readonly JsonEvent[] {
  return eventsOf(ended).filter(({ type, status }) => type === "host.lost" || status === "failed");
}

function statsOf(ended: Ended, host: string): unknown {
  const stats: unknown = eventsOf(ended).find(({ type }) => type === "run.finished")?.stats;
  return typeof stats === "object" && stats !== null ? Object.entries(stats).find(([name]) => name === host)?.[1] : {};
}

/** Temporary files of ours that were left on the hosts. */
function leftovers(): readonly string[] {
  return readdirSync(join(lab.folder, "hosts"), { recursive: true })
    .map(String)
    .filter((path) => /(^|\/)\.rb\./.test(path) || /\/tmp\/./.test(path));
}

/** An apply takes the host's lock before it looks; its file stays. */
function withoutLock(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => !/\/\.runbook(\/lock)?$/.test(path)));
}

describe("trouble on one host is told, and the others are brought to the end", () => {
  test.for(troubles)("$scenario", async (trouble) => {
    lab = await practice(2, { scenario: trouble.scenario });
    const untouched = lab.files();
    const planned = await json("plan");
    expect(lab.files()).toEqual(untouched);
    const applied = await json("apply");

    for (const ended of [planned, applied]) {
      expect(ended.exitCode).toBe(trouble.exitCode);
      expect(ended.stderr).toMatch(trouble.exitCode === 0 ? /^$/ : /^next:\n( {2}runbook .+\n)+$/);
      expect(failures(ended).map(({ host }) => host)).toEqual(trouble.hosts);
      for (const failure of failures(ended)) {
        expect(failure).toMatchObject({
          code: trouble.code,
          message: expect.stringMatching(trouble.message),
          hint: expect.stringMatching(trouble.hint),
          ...(trouble.task
            ? { task: expect.stringMatching(trouble.task), at: expect.stringMatching(/triggers-io\.yaml:\d+:\d+$/) }
            : { type: "host.lost" }),
        });
      }
    }
    expect(statusesOf(applied)).toEqual(statusesOf(planned));
    for (const host of trouble.hosts) {
      expect(withoutLock(filesBelow(join(lab.folder, "hosts", host)))).toEqual(below(untouched, host));
      expect(statsOf(applied, host)).toMatchObject({
        changed: 0,
        ...(trouble.task ? { failed: 1 } : { unreachable: 1 }),
      });
    }
    for (const { name } of lab.fleet.hosts.filter((host) => !trouble.hosts.includes(host.name))) {
      expect(statsOf(applied, name)).toMatchObject({ changed: 5, failed: 0, unreachable: 0, unknown: 0 });
    }
    expect(leftovers()).toEqual([]);
  });

  test("a plan cannot know that Adobe refuses the key: the verification of an apply does", async () => {
    lab = await practice(2, { scenario: "bad-key" });
    const planned = await json("plan");
    expect([planned.exitCode, failures(planned)]).toEqual([0, []]);
    const applied = await json("apply");
    expect(applied.exitCode).toBe(2);
    expect(failures(applied)).toEqual([
      expect.objectContaining({
        host: last,
        task: "Verification: configuration, process and log",
        code: "RB6005",
        message: expect.stringMatching(/XSV-350176: the private key is not the one/),
        hint: expect.stringContaining("Invalid private key"),
      }),
    ]);
    expect(leftovers()).toEqual([]);

    const again = await json("apply");
    expect([again.exitCode, failures(again).map(({ host }) => host)]).toEqual([2, [last]]);
    expect(statsOf(again, prod)).toMatchObject({ changed: 0, failed: 0 });
  });

  test("a malformed Organization id is shown in the file that it comes from", async () => {
    lab = await practice(2);
    const server = join(lab.folder, "hosts", last, "usr/local/neolane/nl6/conf/serverConf.xml");
    writeFileSync(server, readFileSync(server, "utf8").replace(/IMSOrgId="[^"]*"/, 'IMSOrgId="acme"'));
    expect(failures(await json("plan"))).toMatchObject([
      {
        host: last,
        code: "RB5010",
        message: expect.stringMatching(/^IMSOrgId is "acme" in .*serverConf\.xml: correct it\.$/),
      },
    ]);
  });

  test("a host of which nobody said which instance it serves is told what to set", async () => {
    lab = await practice(1);
    const inventory = readFileSync(lab.fleet.inventoryFile, "utf8");
    writeFileSync(lab.fleet.inventoryFile, inventory.replace("instance: acme_prod", "purpose: practice"));
    expect(failures(await json("plan"))).toMatchObject([
      { host: prod, code: "RB5009", hint: expect.stringMatching(/variable "instance".*nl6\/conf/) },
    ]);
  });

  test("a restart that a failure prevented is made up for by the next run", async () => {
    lab = await practice(1);
    const nl6 = join(lab.folder, "hosts", prod, "usr/local/neolane/nl6");
    const unreadable = join(nl6, "conf/config-other.xml");
    writeFileSync(unreadable, "<serverconf");
    const failed = await json("apply");
    expect(failures(failed)).toMatchObject([{ task: "Reload the configuration" }]);
    rmSync(unreadable);
    const again = await json("apply");
    expect([again.exitCode, statusesOf(again)]).toEqual([
      0,
      expect.arrayContaining([`${prod}: Restart pipelined: changed`]),
    ]);
    expect(readFileSync(join(nl6, "var/acme_prod/log/pipelined.log"), "utf8")).toMatch(/Listener: connected/);
  });

  test("pipelined that runs nowhere is started", async () => {
    lab = await practice(2, { scenario: "stopped" });
    const applied = await json("apply");
    expect([applied.exitCode, failures(applied)]).toEqual([0, []]);
    const tasks = readFileSync(join(lab.folder, "hosts", prod, "usr/local/neolane/nl6/var/practice-tasks"), "utf8");
    expect(tasks).toContain("pipelined");
  });

  test("another client id is replaced when that is wanted, and only then", async () => {
    lab = await practice(1, { scenario: "foreign-client" });
    const file = join(lab.folder, "hosts", prod, "usr/local/neolane/nl6/conf/config-acme_prod.xml");
    expect((await json("apply")).exitCode).toBe(2);
    expect(readFileSync(file, "latin1")).toContain("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    const applied = await json("apply", "-e", "allow_replace=true");
    expect([applied.exitCode, failures(applied)]).toEqual([0, []]);
    expect(readFileSync(file, "latin1")).not.toContain("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    const again = await json("apply");
    expect(finishedTasks(again).filter(({ status }) => status !== "ok")).toEqual([]);
  });
});

function below(files: ReadonlyMap<string, string>, host: string): ReadonlyMap<string, string> {
  return new Map(
    [...files].flatMap(([path, what]) => (path.startsWith(`${host}/`) ? [[path.slice(host.length + 1), what]] : [])),
  );
}
