import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { waitAtGate } from "../../support/local-fleet.ts";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

// Commands with `poll: 0`: jobs of their host, which live on whatever becomes of the run.
let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  const hosts = { h1: { ansible_connection: "local" } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
});
afterEach(() => {
  // What a failed test left running ends with its gate.
  if (existsSync(folder)) writeFileSync(join(folder, "gate"), "");
  user.remove();
});

const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), "utf8");
const runbook = (...tasks: readonly object[]) =>
  writeFileSync(path("site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
const apply = (...args: readonly string[]) => user.run("apply", "site.yaml", "-y", ...args);
const until = (holds: () => unknown) =>
  vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 15_000, interval: 20 });
const openGate = () => writeFileSync(path("gate"), "");
const jobs = () => (existsSync(path(".runbook/jobs")) ? readdirSync(path(".runbook/jobs")).sort() : []);
const inJob = (name: string) => path(`.runbook/jobs/${jobs()[0]}/${name}`);
/** What is kept of commands for whoever asks after a loss. */
const scratch = () => readdirSync(path(".runbook/run"));
const told = () => spawnSync("sh", [inJob("job")], { encoding: "utf8" });
/** Who died, and whom nobody has heard of yet, is dead. */
const isAlive = (pid: string) =>
  /^[^ZX]/.test(spawnSync("ps", ["-o", "stat=", "-p", pid.trim()], { encoding: "utf8" }).stdout);

/** Every process of a job says in its command line whose it is. */
function processes(): readonly string[] {
  const lines = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).stdout.split("\n");
  return lines.filter((line) => line.includes(`${folder}/.runbook/jobs`));
}

const started = (cmd: string, more: object = {}) => ({
  name: "import",
  shell: { cmd, ...more },
  async: 60,
  poll: 0,
  register: "job",
});
const awaited = {
  name: "wait for it",
  async_status: { jid: "{{ job.ansible_job_id }}" },
  register: "imported",
  until: "imported is finished",
  retries: 60,
  delay: 1,
};
const report = { name: "report", copy: { dest: "", content: "{{ imported.rc }} {{ imported.stdout }}\n" } };
const reported = () => ({ ...report, copy: { ...report.copy, dest: path("report") } });
const gated = () => `echo began >> ${path("log")}; ${waitAtGate(folder)}; echo ran >> ${path("log")}; echo said`;

describe("a run whose controller is killed", () => {
  test("leaves its job at work, and finds its end when it goes on", { timeout: 60_000 }, async () => {
    runbook(started(gated()), awaited, reported());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => existsSync(path("log")));
    process.kill(pid, "SIGKILL");
    await ended;
    openGate();
    await until(() => read("log") === "began\nran\n");
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect([read("log"), read("report")]).toEqual(["began\nran\n", "0 said\n"]);
    expect(scratch()).toEqual([]);
  });

  test("and waits for one that still runs", { timeout: 60_000 }, async () => {
    runbook(started(gated()), awaited, reported());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => existsSync(path("log")));
    process.kill(pid, "SIGKILL");
    await ended;
    const again = user.start("resume", "last", "-y");
    await until(() => again.said.stdout.includes("not yet"));
    openGate();
    expect(await again.ended).toMatchObject({ exitCode: 0 });
    expect([read("log"), read("report")]).toEqual(["began\nran\n", "0 said\n"]);
  });

  test.for([250, 300, 350, 400, 450, 500, 550, 600])(
    "has started it once (%i ms)",
    { timeout: 60_000 },
    async (time) => {
      runbook(started(`echo began >> ${path("log")}; echo said`), awaited, reported());
      const { pid, ended } = user.start("apply", "site.yaml", "-y");
      const isCut = await Promise.race([wait(time, true), ended.then(() => false)]);
      if (isCut) process.kill(pid, "SIGKILL");
      await ended;
      let last = await user.run("resume", "last", "-y");
      if (last.stderr.includes("RB7002") || last.stderr.includes("RB7001")) last = await apply();
      expect(last).toMatchObject({ exitCode: 0, stderr: "" });
      expect([read("log"), read("report")]).toEqual(["began\n", "0 said\n"]);
    },
  );

  test.for([
    ["0", "30", "was waited for in an earlier part of the run, and now it would be only started"],
    ["30", "0", "was only started in an earlier part of the run, and now it would be waited for"],
  ] as const)(
    "does not make a job of a command that was none, nor the other way round (%s, then %s seconds)",
    { timeout: 60_000 },
    async ([first, then, says]) => {
      // In a loop, so that the task has not ended when the run is cut off in its second round.
      const rounds = [`echo first >> ${path("log")}`, gated()];
      const cut = {
        ...started("{{ item }}"),
        loop: rounds,
        loop_control: { pause: "{{ wait }}" },
        async: "{{ secs }}",
      };
      runbook(cut, awaited);
      const values = (secs: string) => ["-e", JSON.stringify({ secs: Number(secs), wait: first === "0" ? 0 : 3 })];
      const { pid, ended } = user.start("apply", "site.yaml", "-y", ...values(first));
      await until(() => existsSync(path("log")) && (first !== "0" || read("log").includes("began")));
      process.kill(pid, "SIGKILL");
      await ended;
      openGate();
      const { exitCode, stdout, stderr } = await user.run("resume", "last", "-y", ...values(then));
      expect([exitCode, stdout + stderr]).toEqual([2, expect.stringContaining("RB7007")]);
      expect(stdout + stderr).toContain(says);
      expect(read("log").match(/first/g)).toHaveLength(1);
    },
  );

  test("still counts its job when it goes on, and its end", { timeout: 60_000 }, async () => {
    const cut = { name: "cut", shell: `touch ${path("cut")}; ${waitAtGate(folder)}` };
    runbook(started("sleep 300"), cut);
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => existsSync(path("cut")));
    process.kill(pid, "SIGKILL");
    await ended;
    openGate();
    const { stdout, exitCode } = await user.run("resume", "last", "-y");
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining(`h1  import: job ${jobs()[0]}, its host ends it at`),
    ]);
    process.kill(Number(read(`.runbook/jobs/${jobs()[0]}/job.p`).split(" ")[0]), "SIGKILL");
    await until(() => processes().length === 0);
  });
});

describe("a job and its host", () => {
  test("its limit ends it, and all it has begun, whether or not the run is there", { timeout: 30_000 }, async () => {
    const stubborn = `trap "" TERM; sleep 300 & echo $! > ${path("child")}; echo $$ > ${path("pid")}; wait; wait`;
    runbook({ ...started(stubborn), async: 1 });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    await until(() => existsSync(path("child")));
    await until(() => existsSync(inJob("job.r")));
    expect([isAlive(read("pid")), isAlive(read("child"))]).toEqual([false, false]);
    expect(told().stdout).toMatch(/^late \d+\n/);
    await until(() => processes().length === 0);
  });

  test("who watches over it is killed: it goes on to its limit, and nobody says how it ended", async () => {
    runbook({ ...started(`echo $$ > ${path("pid")}; exec sleep 300`), async: 3 });
    await apply();
    await until(() => existsSync(path("pid")));
    process.kill(Number(readFileSync(inJob("job.w"), "utf8").split(" ")[0]), "SIGKILL");
    expect(told().stdout).toMatch(/^runs \d\n$/);
    await until(() => !isAlive(read("pid")));
    await until(() => told().stdout.startsWith("lost\n"));
  }, 30_000);

  test("the shell of the run is killed: it goes on", { timeout: 30_000 }, async () => {
    runbook(started(gated()), awaited, reported());
    const run = user.start("apply", "site.yaml", "-y");
    await until(() => existsSync(path("log")));
    const shell = Number(/"shell":\{"boot":"[^"]*","pid":"(\d+)"/.exec(journal())?.[1]);
    process.kill(shell, "SIGKILL");
    openGate();
    await run.ended;
    await until(() => read("log") === "began\nran\n");
    await user.run("resume", "last", "-y");
    expect([read("log"), read("report")]).toEqual(["began\nran\n", "0 said\n"]);
  });

  test("the host was restarted meanwhile: it has failed, and how it ended is not made up", {
    timeout: 30_000,
  }, async () => {
    const wasRestarted = `echo another-boot > {{ job.results_file }}/boot`;
    const looks = { ...awaited, ignore_errors: true };
    const content = "{{ imported is failed }} {{ imported.rc is defined }} {{ imported.msg }}\n";
    runbook(started(waitAtGate(folder)), { shell: wasRestarted }, looks, { copy: { dest: path("report"), content } });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(read("report")).toBe("True False the host was restarted before the job ended\n");
    openGate();
    await until(() => processes().length === 0);
  });

  test("a job that was over before the restart has ended as it did", { timeout: 30_000 }, async () => {
    runbook(started("echo said"), {
      name: "over",
      shell: "while [ ! -s {{ job.results_file }}/job.r ]; do sleep 0.05; done",
    });
    await apply();
    writeFileSync(inJob("boot"), "another-boot\n");
    expect(told()).toMatchObject({ stdout: expect.stringMatching(/^ended 0\n.*\n.*\nsaid\n$/) });
  });

  test("what jobs left more than 30 days ago goes when the next one starts; one that runs stays", {
    timeout: 30_000,
  }, async () => {
    const old = new Date(Date.now() - 31 * 86_400_000);
    const young = new Date(Date.now() - 29 * 86_400_000);
    for (const [name, time] of [
      ["1", old],
      ["2", young],
    ] as const) {
      const job = path(`.runbook/jobs/20260101-000000-abcd-0123456789abcdef.${name}`);
      mkdirSync(job, { recursive: true });
      writeFileSync(join(job, "job.r"), "0.\n");
      utimesSync(job, time, time);
    }
    mkdirSync(path(".runbook/jobs/mine"));
    utimesSync(path(".runbook/jobs/mine"), old, old);
    runbook(started(waitAtGate(folder)));
    await apply();
    const running = path(`.runbook/jobs/${jobs().find((name) => /^\d/.test(name) && !name.includes("-abcd-"))}`);
    utimesSync(running, old, old);
    await apply();
    expect(existsSync(running)).toBe(true);
    expect(jobs().filter((name) => name.includes("-abcd-") || name === "mine")).toEqual([
      "20260101-000000-abcd-0123456789abcdef.2",
      "mine",
    ]);
    openGate();
    await until(() => processes().length === 0);
  });

  test("a program that cannot be started is told of as one that ended", { timeout: 30_000 }, async () => {
    runbook(
      { ...started("x"), shell: undefined, command: "/no/such/program" },
      { ...awaited, ignore_errors: true },
      reported(),
    );
    await apply();
    expect(read("report")).toMatch(/^127 /);
  });

  test("its environment, folder and umask are those of any command", { timeout: 30_000 }, async () => {
    mkdirSync(path("there"));
    const job = started("umask; pwd; echo $GREETING; command -v ls >/dev/null || echo no ls", { chdir: path("there") });
    runbook({ ...job, environment: { GREETING: "hello", PATH: "/nowhere:/usr/bin" } }, awaited, reported());
    await apply();
    expect(read("report")).toBe(`0 0022\n${path("there")}\nhello\n`);
  });

  test("of long output the beginning and the end are told", { timeout: 30_000 }, async () => {
    runbook(started("seq 1 200000"), awaited, reported());
    await apply();
    const said = read("report");
    expect(said.length).toBeLessThan(700_000);
    expect(said).toMatch(/^0 1\n2\n[\s\S]*bytes are left out here[\s\S]*\n200000\n$/);
  });
});

describe("at the end of a run", () => {
  test("what still runs is named, with its end, and how to ask for it", { timeout: 30_000 }, async () => {
    runbook(started(waitAtGate(folder)), { ...started("true"), name: "short" }, { command: "sleep 1" });
    const { stdout, exitCode } = await apply();
    const job = jobs().find((name) => name.endsWith(".1")) ?? "";
    expect(exitCode).toBe(0);
    const [, section = ""] = /still running:\n([\s\S]*)$/.exec(stdout) ?? [];
    expect(section.split("\n").slice(0, 2)).toEqual([
      expect.stringMatching(`^  h1  import: job ${job}, its host ends it at .* UTC$`),
      expect.stringMatching(`^    as \\S+: sh ${path(".runbook/jobs")}/${job}/job$`),
    ]);
    expect(section).not.toContain("short");
    openGate();
    await until(() => processes().length === 0);
  });

  test("also after the connection was reset", { timeout: 30_000 }, async () => {
    runbook(started(waitAtGate(folder)), { meta: "reset_connection" });
    expect((await apply()).stdout).toContain("its host ends it at");
    openGate();
    await until(() => processes().length === 0);
  });

  test("nothing stays of the job's start but its folder", { timeout: 30_000 }, async () => {
    runbook(started("true"), awaited);
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(scratch()).toEqual([]);
    expect(jobs()).toHaveLength(1);
  });

  test("in JSON, too", { timeout: 30_000 }, async () => {
    runbook({ ...started("sleep 300"), async: 1 });
    const events = eventsOf(await apply("--format", "json"));
    const [left] = events.filter(({ type }) => type === "job.left");
    expect(left).toMatchObject({ host: "h1", job: jobs()[0], folder: path(`.runbook/jobs/${jobs()[0]}`) });
    expect(events.at(-1)?.type).toBe("run.finished");
    await until(() => processes().length === 0);
  });

  test("another run asks for it by its id", { timeout: 30_000 }, async () => {
    runbook(started("echo said"));
    await apply();
    runbook({ ...awaited, async_status: { jid: jobs()[0] } }, reported());
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(read("report")).toBe("0 said\n");
  });

  test("its lock is free while the job runs", { timeout: 30_000 }, async () => {
    runbook(started(waitAtGate(folder)));
    await apply();
    runbook({ command: "true" });
    expect(await apply()).toMatchObject({ exitCode: 0, stderr: "" });
    openGate();
    await until(() => processes().length === 0);
  });
});

describe("secrets, undoing, plans", () => {
  test("a secret on its standard input is in no command line, no file, no journal", { timeout: 30_000 }, async () => {
    const word = "a-very-secret-word";
    writeFileSync(path("word"), JSON.stringify({ word }), { mode: 0o600 });
    const given = [
      {
        hosts: "all",
        vars: {},
        tasks: [started(`wc -c; ${waitAtGate(folder)}`, { stdin: "{{ word }}" }), awaited, reported()],
      },
    ];
    writeFileSync(
      path("site.yaml"),
      JSON.stringify({ inputs: { word: { type: "string", secret: true } }, plays: given }),
    );
    const run = user.start("apply", "site.yaml", "-y", "-e", "@word");
    await until(() => jobs().length > 0 && readFileSync(inJob("stdout"), "utf8") !== "");
    const lines = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
    const grep = spawnSync("grep", ["-rl", word, path(".runbook"), user.state], { encoding: "utf8" }).stdout;
    openGate();
    await run.ended;
    expect([lines.includes(word), grep]).toEqual([false, ""]);
    expect(read("report")).toBe(`0 ${word.length + 1}\n`);
    for (const name of readdirSync(path(`.runbook/jobs/${jobs()[0]}`))) {
      expect(statSync(inJob(name)).mode & 0o077).toBe(0);
    }
    expect(statSync(path(".runbook/jobs")).mode & 0o077).toBe(0);
  });

  test("a rollback says that what was started is not undone", { timeout: 30_000 }, async () => {
    runbook(started("true"), { copy: { dest: path("made"), content: "x" } });
    await apply();
    const { stdout, exitCode } = await user.run("rollback", "last", "-y");
    expect([exitCode, existsSync(path("made"))]).toEqual([0, false]);
    expect(stdout).toContain("not undone: true");
  });

  test("and, before it undoes anything, that it still runs", { timeout: 30_000 }, async () => {
    runbook({ copy: { dest: path("made"), content: "x" } }, started(waitAtGate(folder)), { ...started("true") });
    await apply();
    const job = jobs().find((name) => name.endsWith(".2")) ?? "";
    const says = expect.stringMatching(
      `Has anybody changed it since\\?  still running: job ${job}, its host ends it in \\d+ s: sh ${path(".runbook/jobs")}/${job}/job\n`,
    );
    expect(await user.run("rollback", "last", "--check")).toMatchObject({ exitCode: 0, stdout: says });
    const { stdout, exitCode } = await user.run("rollback", "last", "-y");
    expect([exitCode, stdout, existsSync(path("made"))]).toEqual([0, says, false]);
    expect(stdout.match(/still running/g)).toHaveLength(1);
    openGate();
    await until(() => processes().length === 0);
  });

  test("a job that has failed is not started by a resume, and that is said", { timeout: 60_000 }, async () => {
    runbook(started(`echo ran >> ${path("log")}; exit 3`), awaited);
    const says = "hint: A resume does not start the job again, and finds the same: begin another run.";
    for (const words of [
      ["apply", "site.yaml"],
      ["resume", "last"],
    ]) {
      const { exitCode, stdout } = await user.run(...words, "-y");
      expect([exitCode, stdout]).toEqual([2, expect.stringContaining(says)]);
    }
    expect(read("log")).toBe("ran\n");
  });

  test.for([
    [{ undo: "true" }, '"undo" is about what a command has done'],
    [{ writes: ["/tmp/x"] }, '"writes" is about what a command has done'],
  ] as const)("%j is refused", async ([more, says]) => {
    runbook(started("true", more));
    const { exitCode, stderr } = await user.run("validate", "site.yaml");
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining(says)]);
  });

  test("one that cannot have its folder fails with a hint that says so", { timeout: 30_000 }, async () => {
    mkdirSync(path(".runbook"));
    writeFileSync(path(".runbook/jobs"), "");
    runbook(started("true"));
    const { exitCode, stdout } = await apply();
    expect([exitCode, stdout]).toEqual([2, expect.stringContaining("folder of its own in ~/.runbook/jobs")]);
    expect(stdout).not.toContain("old file");
  });

  test.for([1.5, 1e15, 315_360_001])("async: %d is refused", async (seconds) => {
    runbook({ ...started("true"), async: seconds });
    const says = expect.stringContaining('"async" with "poll: 0" must be a whole number of seconds, at most ten years');
    expect(await user.run("validate", "site.yaml")).toMatchObject({ exitCode: 5, stderr: says });
    runbook({ ...started("true"), async: `{{ ${seconds} }}` });
    const { exitCode, stdout } = await apply();
    expect([exitCode, stdout, jobs()]).toEqual([2, says, []]);
  });

  test("check_mode: false is refused, as it would start in a plan", async () => {
    runbook({ ...started("true"), check_mode: false });
    expect(await user.run("validate", "site.yaml")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("would leave a command running after a plan"),
    });
  });

  test("a plan starts nothing, and a saved plan is made true", { timeout: 30_000 }, async () => {
    runbook(started("echo said"), awaited, reported());
    expect(await user.run("plan", "site.yaml", "--out", "p")).toMatchObject({ exitCode: 0 });
    expect(jobs()).toEqual([]);
    expect(await user.run("apply", "p", "-y")).toMatchObject({ exitCode: 0 });
    expect(read("report")).toBe("0 said\n");
  });

  test("no_log hides its command; it is found all the same when the run goes on", { timeout: 60_000 }, async () => {
    runbook({ ...started(gated()), no_log: true }, awaited, reported());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => existsSync(path("log")));
    process.kill(pid, "SIGKILL");
    await ended;
    openGate();
    expect(journal()).not.toContain("echo began");
    const last = await user.run("resume", "last", "-y");
    expect(last.stdout + last.stderr).not.toContain("echo began");
    expect(read("log")).toBe("began\nran\n");
  });
});

function journal(): string {
  const runs = join(user.state, "runbook/runs");
  return readdirSync(runs)
    .map((run) => readFileSync(join(runs, run, "journal"), "utf8"))
    .join("");
}
