import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

const hosts = ["h1", "h2", "h3"];
let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  const each = Object.fromEntries(hosts.map((host) => [host, { ansible_connection: "local" }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: each } }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([runbook()]));
  for (const host of hosts) writeFileSync(join(folder, `${host}.conf`), "old\n");
});
afterEach(() => user.remove());

/** Every command leaves a line in a file each time it runs. */
function runbook() {
  const place = `${folder}/{{ inventory_hostname }}`;
  return {
    hosts: "all",
    tasks: [
      { name: "settings", copy: { dest: `${place}.conf`, content: "new\n" }, notify: "restart" },
      {
        name: "once",
        shell: `sleep 0.1; echo ran >> ${place}.once; echo "said {{ inventory_hostname }}"`,
        register: "once",
      },
      {
        name: "items",
        shell: `sleep 0.05; echo {{ item }} >> ${place}.items; echo "<{{ item }}>"`,
        loop: ["a", "b", "c"],
        register: "items",
      },
      {
        name: "what they said",
        copy: {
          dest: `${place}.said`,
          content: "{{ once.stdout }} {{ items.results | map(attribute='stdout') | join(' ') }}\n",
        },
      },
      { name: "line", lineinfile: { path: `${place}.conf`, line: "last" } },
    ],
    handlers: [{ name: "restart", shell: `sleep 0.05; echo restarted >> ${place}.restarts` }],
  };
}

function leftBy(host: string): Readonly<Record<string, string>> {
  const names = ["conf", "once", "items", "said", "restarts"];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, `${host}.${name}`), "utf8")]));
}

const whole = (host: string) => ({
  conf: "new\nlast\n",
  once: "ran\n",
  items: "a\nb\nc\n",
  said: `said ${host} <a> <b> <c>\n`,
  restarts: "restarted\n",
});

/** Ends the controller as a power cut would, after so many milliseconds; false when it was done before. */
async function cutAfter(time: number, ...command: readonly string[]): Promise<boolean> {
  const { pid, ended } = user.start(...command);
  const cut = await Promise.race([wait(time, true), ended.then(() => false)]);
  if (cut) process.kill(pid, "SIGKILL");
  await ended;
  return cut;
}

describe("a run that was cut off and goes on", () => {
  test.for([160, 260, 360, 460, 560, 660, 760, 900])(
    "is done once, wherever it was cut (%i ms)",
    { timeout: 60_000 },
    async (time) => {
      const wasCut = await cutAfter(time, "apply", "site.yaml", "-y");
      if (wasCut) await cutAfter(time / 2, "resume", "last", "-y");
      let last = await user.run("resume", "last", "-y");
      if (last.stderr.includes("RB7002")) last = await user.run("apply", "site.yaml", "-y");
      expect(last.stderr).toBe("");
      expect(last.exitCode).toBe(0);
      for (const host of hosts) expect(leftBy(host)).toEqual(whole(host));
      const again = await user.run("resume", "last", "-y");
      expect(again).toMatchObject({ exitCode: 0, stderr: "" });
      expect(again.stdout).toContain("nothing is left to do");
    },
  );
});

test("a file was written and nobody was told: its handler is owed still", async () => {
  const [settings] = runbook().tasks;
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ ...runbook(), tasks: [settings] }]));
  expect(await user.run("apply", "site.yaml", "-y", "-l", "h1")).toMatchObject({ exitCode: 0 });
  const runs = join(user.state, "runbook/runs");
  const journal = join(runs, readdirSync(runs)[0] ?? "", "journal");
  const records = readFileSync(journal, "utf8").split("\n");
  const intent = records.findIndex((record) => record.includes('"change.intended"'));
  writeFileSync(journal, `${records.slice(0, intent + 1).join("\n")}\n`);
  rmSync(join(folder, "h1.restarts"));
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(folder, "h1.restarts"), "utf8")).toBe("restarted\n");
});

test("a command that was left at work is not run again", { timeout: 60_000 }, async () => {
  const [begun, go] = [join(folder, "begun"), join(folder, "go")];
  const script = `echo x >> ${begun}; while [ -d ${folder} ] && [ ! -e ${go} ]; do sleep 0.05; done`;
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "h1", tasks: [{ name: "long", shell: script }] }]));
  const { pid, ended } = user.start("apply", "site.yaml", "-y");
  while (!existsSync(begun)) await wait(20);
  process.kill(pid, "SIGINT");
  await wait(300);
  process.kill(pid, "SIGINT");
  await wait(500);
  writeFileSync(go, "");
  expect(await ended).toMatchObject({ exitCode: 130 });
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(begun, "utf8")).toBe("x\n");
});

describe("a run that failed on some hosts", () => {
  beforeEach(() => {
    const tasks = [
      { name: "begin", shell: `echo x >> ${folder}/{{ inventory_hostname }}.begun`, notify: "tell", register: "begun" },
      { name: "needs it", command: `cat ${folder}/{{ inventory_hostname }}.conf`, changed_when: false },
      { name: "end", copy: { dest: `${folder}/{{ inventory_hostname }}.end`, content: "rc {{ begun.rc }}\n" } },
    ];
    const handlers = [{ name: "tell", shell: `echo t >> ${folder}/{{ inventory_hostname }}.told` }];
    writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks, handlers }]));
    writeFileSync(join(folder, "inventory.yaml"), readFileSync(join(folder, "inventory.yaml")));
  });

  test("goes on there with the task that failed, and owes the handler still", async () => {
    const conf = join(folder, "h2.conf");
    const text = readFileSync(conf);
    await user.run("exec", "h2", "--", "rm", conf);
    const first = await user.run("apply", "site.yaml", "-y");
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toContain("runbook resume ");
    writeFileSync(conf, text);
    const resumed = await user.run("resume", "last", "-y", "--format", "json");
    expect(resumed.exitCode).toBe(0);
    const ended = eventsOf(resumed).filter(({ type }) => type === "task.finished");
    expect(ended.map(({ host, task, status, earlier }) => [host, task, status, earlier ?? false])).toEqual([
      ["h2", "begin", "changed", true],
      ["h2", "needs it", "ok", false],
      ["h2", "end", "changed", false],
      ["h2", "tell", "changed", false],
    ]);
    for (const host of hosts) {
      expect(readFileSync(join(folder, `${host}.begun`), "utf8")).toBe("x\n");
      expect(readFileSync(join(folder, `${host}.told`), "utf8")).toBe("t\n");
      expect(readFileSync(join(folder, `${host}.end`), "utf8")).toBe("rc 0\n");
    }
  });

  test("is refused when its runbook is another one now, or when it was only planned", async () => {
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 5 });
    await user.run("plan", "site.yaml");
    expect((await user.run("resume", "last", "-y")).stderr).toContain("RB7002");
    await user.run("exec", "h2", "--", "rm", join(folder, "h2.conf"));
    await user.run("apply", "site.yaml", "-y");
    writeFileSync(join(folder, "site.yaml"), `${readFileSync(join(folder, "site.yaml"), "utf8")}\n`);
    const refused = await user.run("resume", "last", "-y");
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain("RB7008");
    expect(await user.run("resume", "last")).toMatchObject({ exitCode: 3 });
  });
});
