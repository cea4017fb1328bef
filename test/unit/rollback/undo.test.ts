import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostTag } from "../../../src/engine/host-tag.ts";
import { differences, treeOf } from "../../support/tree.ts";
import { type UndoShop, undoShop } from "../../support/undoing.ts";

let shop: UndoShop;
beforeEach(() => {
  shop = undoShop();
});
afterEach(() => shop.close());

const site = `- hosts: all
  tasks:
    - { name: The folder, file: { path: "{{ dir }}/conf.d", state: directory } }
    - { name: The ports, lineinfile: { path: "{{ dir }}/app.conf", regexp: ^port, line: port = 2 } }
    - { name: The mode, file: { path: "{{ dir }}/app.conf", mode: "0600" } }
    - { name: A new file, copy: { dest: "{{ dir }}/conf.d/new", content: "new\\n" } }
    - { name: A link, file: { path: "{{ dir }}/link", src: app.conf, state: link } }
    - { name: Gone, file: { path: "{{ dir }}/old", state: absent } }
`;

async function applied(runbook = site) {
  const path = shop.put("app.conf", "port = 1\nname = a\n");
  chmodSync(path, 0o644);
  shop.put("old/deep/file", "old\n");
  const before = await treeOf(shop.folder);
  const run = await shop.walk({ runbook });
  expect(run.exitCode).toBe(0);
  return { path, before, run };
}

test("a run is undone in reverse, every file as it was, the very inode", async () => {
  const { path, before, run } = await applied();
  const inode = before.get("app.conf")?.marks.split(" ")[0];
  const back = await shop.undo(run.events);
  expect(back.statuses()).toEqual([
    "Has anybody changed it since?: ok",
    "Undo: Gone: changed",
    "Undo: A link: changed",
    "Undo: A new file: changed",
    "Undo: The mode: changed",
    "Undo: The ports: changed",
    "Undo: The folder: changed",
  ]);
  expect(differences(before, await treeOf(shop.folder))).toEqual([]);
  expect(String(statSync(path).ino)).toBe(inode);
});

test("its plan shows what comes, and does nothing", async () => {
  const { run } = await applied();
  const now = await treeOf(shop.folder);
  const plan = await shop.undo(run.events, { mode: "plan" });
  expect(plan.exitCode).toBe(0);
  const titles = plan.tasks.flatMap(({ changes }) => changes.map(({ title }) => title.replaceAll(shop.folder, "")));
  expect(titles).toEqual([
    "restore directory /old and all it held",
    "remove /link",
    "remove /conf.d/new",
    "set mode 0600 -> 0644 on /app.conf",
    "restore /app.conf",
    "remove the empty directory /conf.d",
  ]);
  expect(plan.tasks.find(({ name }) => name === "Undo: The ports")?.changes[0]?.diff).toBe(
    "@@ -1,2 +1,2 @@\n-port = 2\n+port = 1\n name = a",
  );
  expect(differences(now, await treeOf(shop.folder))).toEqual([]);
});

test("a second time there is nothing to do", async () => {
  const { before, run } = await applied();
  await shop.undo(run.events);
  const again = await shop.undo(run.events);
  expect(again.tasks.every(({ status }) => status === "ok")).toBe(true);
  expect(differences(before, await treeOf(shop.folder))).toEqual([]);
});

test("an undoing can be undone, and that once more", async () => {
  const { before, run } = await applied();
  const made = await treeOf(shop.folder);
  const back = await shop.undo(run.events);
  const forth = await shop.undo(back.events);
  expect(forth.exitCode).toBe(0);
  expect(differences(made, await treeOf(shop.folder))).toEqual([]);
  const third = await shop.undo(forth.events);
  expect(third.exitCode).toBe(0);
  expect(differences(before, await treeOf(shop.folder))).toEqual([]);
});

test("what someone changed since is named, all of it, and nothing is done on the host", async () => {
  const { path, run } = await applied();
  appendFileSync(path, "theirs = 1\n");
  rmSync(join(shop.folder, "conf.d/new"));
  writeFileSync(join(shop.folder, "conf.d/new"), "other\n");
  const now = await treeOf(shop.folder);
  const refused = await shop.undo(run.events);
  expect(refused.statuses()).toEqual(["Has anybody changed it since?: failed"]);
  expect(differences(now, await treeOf(shop.folder))).toEqual([]);
  const [task] = refused.tasks;
  expect(task?.code).toBe("RB7202");
  expect(task?.message?.replaceAll(shop.folder, "")).toBe(`/conf.d/new is not as the run left it: its content is another
what the run made of what it found:
  @@ -0,0 +1 @@
  +new
what became of that since:
  @@ -1 +1 @@
  -new
  +other
/app.conf is not as the run left it: its content is another
what the run made of what it found:
  @@ -1,2 +1,2 @@
  -port = 1
  +port = 2
   name = a
what became of that since:
  @@ -1,2 +1,3 @@
   port = 2
   name = a
  +theirs = 1`);
  expect(task?.hint?.replaceAll(shop.folder, "")).toBe(
    "--force /conf.d/new takes it back all the same.\n--force /app.conf takes it back all the same.",
  );
});

test("a path that is forced comes back all the same, and theirs is kept", async () => {
  const { path, before, run } = await applied();
  appendFileSync(path, "theirs = 1\n");
  const forced = await shop.undo(run.events, { force: [path] });
  expect(forced.exitCode).toBe(0);
  expect(differences(before, await treeOf(shop.folder))).toEqual([]);
  const theirs = forced.events.flatMap((event) => (event.type === "change.intended" ? event.changes : []));
  const backup = theirs.find((change) => change.kind === "restore" && change.path === path)?.backup ?? "";
  expect(readFileSync(backup, "utf8")).toBe("port = 2\nname = a\ntheirs = 1\n");
});

test("one task alone is undone, unless another one built on it", async () => {
  const { path, run } = await applied();
  const one = await shop.undo(run.events, { only: ["The mode"] });
  expect(one.statuses()).toEqual(["Has anybody changed it since?: ok", "Undo: The mode: changed"]);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  const twice = `- hosts: all
  tasks:
    - { name: First, copy: { dest: "{{ dir }}/app.conf", content: "1\\n" } }
    - { name: Second, copy: { dest: "{{ dir }}/app.conf", content: "2\\n" } }
`;
  const { events } = await shop.walk({ runbook: twice });
  const refused = await shop.undo(events, { only: ["First"] });
  expect(refused.tasks.at(-1)?.hint).toBe('The task "Second" of the same run changed it afterwards: undo that, too.');
});

test("a folder that was made and holds something of others stays", async () => {
  const { run } = await applied();
  shop.put("conf.d/theirs", "");
  const back = await shop.undo(run.events);
  expect(back.tasks.at(-1)).toMatchObject({ status: "ok" });
  expect(back.tasks.at(-1)?.message?.replaceAll(shop.folder, "")).toBe("left as it is: /conf.d holds theirs");
});

test("without what was kept, the host refuses; forced, that path is left as it is", async () => {
  const { path, run } = await applied();
  rmSync(join(shop.home, ".runbook"), { recursive: true });
  const refused = await shop.undo(run.events);
  expect(refused.statuses()).toEqual(["Has anybody changed it since?: failed"]);
  const gone = "cannot be taken back: the run's backups are gone from the host, there is no";
  for (const one of [path, join(shop.folder, "old")]) expect(refused.tasks[0]?.message).toContain(`${one} ${gone}`);
  const forced = await shop.undo(run.events, { force: [path, join(shop.folder, "old")] });
  expect(forced.exitCode).toBe(0);
  const told = forced.tasks.map(({ message }) => message ?? "").join("\n");
  expect(told).toContain(`left as it is: ${path} cannot be taken back`);
  expect(told).toContain(`left as it is: ${join(shop.folder, "old")} cannot be taken back`);
  expect(readFileSync(path, "utf8")).toBe("port = 2\nname = a\n");
});

test("without the run's backups nothing is begun, not even what would uncover the path that needs them", async () => {
  const runbook = `- hosts: all
  tasks:
    - { name: The port, copy: { dest: "{{ dir }}/now/port", content: "2\\n" } }
    - { name: The version, file: { path: "{{ dir }}/now", src: v2, state: link } }
`;
  const path = shop.put("v1/port", "1\n");
  shop.put("v2/port", "3\n");
  symlinkSync("v1", join(shop.folder, "now"));
  const run = await shop.walk({ runbook });
  expect(run.exitCode).toBe(0);
  renameSync(join(shop.home, ".runbook"), join(shop.home, "aside"));
  const refused = await shop.undo(run.events);
  expect(refused.statuses()).toEqual(["Has anybody changed it since?: failed"]);
  expect(refused.tasks[0]?.message).toContain("v1/port cannot be taken back: the run's backups are gone from the host");
  expect([readlinkSync(join(shop.folder, "now")), readFileSync(path, "utf8")]).toEqual(["v2", "2\n"]);
  renameSync(join(shop.home, "aside"), join(shop.home, ".runbook"));
  expect((await shop.undo(run.events)).exitCode).toBe(0);
  renameSync(join(shop.home, ".runbook"), join(shop.home, "aside"));
  expect((await shop.undo(run.events)).exitCode).toBe(0);
  expect([readlinkSync(join(shop.folder, "now")), readFileSync(path, "utf8")]).toEqual(["v1", "1\n"]);
});

test("commands: the undo command runs once, what it wrote comes back, and what cannot be undone is said", async () => {
  const runbook = `- hosts: all
  tasks:
    - { name: Plain, command: { argv: [touch, "{{ dir }}/plain"] } }
    - { name: Undoable, shell: { cmd: "echo on >>state", chdir: "{{ dir }}", undo: "echo off >>state" } }
    - { name: Writer, shell: { cmd: "echo 2 >{{ dir }}/conf; echo 3 >{{ dir }}/made", writes: ["{{ dir }}/conf", "{{ dir }}/made"] } }
    - name: Fails
      shell: { cmd: "exit 3", undo: "echo never >>{{ dir }}/state" }
      ignore_errors: true
`;
  shop.put("conf", "1\n");
  chmodSync(join(shop.folder, "conf"), 0o604);
  const run = await shop.walk({ runbook });
  const back = await shop.undo(run.events);
  expect(back.tasks.map(({ name, status, message }) => [name, status, message])).toEqual([
    ["Has anybody changed it since?", "ok", undefined],
    ["Undo: Fails", "ok", "not undone: exit 3: it failed with status 3, and how far it came is not known"],
    ["Undo: Writer", "changed", undefined],
    ["Undo: Undoable", "changed", undefined],
    ["Undo: Plain", "ok", `not undone: touch ${shop.folder}/plain`],
  ]);
  expect(readFileSync(join(shop.folder, "state"), "utf8")).toBe("on\noff\n");
  expect(readFileSync(join(shop.folder, "conf"), "utf8")).toBe("1\n");
  expect(statSync(join(shop.folder, "conf")).mode & 0o777).toBe(0o604);
  expect(existsSync(join(shop.folder, "made"))).toBe(false);
  const intended = back.events.flatMap((event) => (event.type === "change.intended" ? event.changes : []));
  expect(intended.find(({ undoes }) => undoes?.includes(2))).toMatchObject({
    kind: "run-command",
    command: "echo off >>state",
  });
  const again = await shop.undo(run.events);
  expect(again.tasks.every(({ status }) => status === "ok")).toBe(true);
});

test("commands that were tried again: an undo for each try that succeeded, none for those that failed", async () => {
  const tries = (last: string) => `echo x >>state; [ $(wc -l <state) -ge ${last} ]`;
  const runbook = `- hosts: all
  tasks:
    - name: Works the third time
      shell: { cmd: "${tries("3")}", chdir: "{{ dir }}", undo: "echo undo >>state" }
      until: said.rc == 0
      register: said
      retries: 3
      delay: 0
    - name: Is done twice
      shell: { cmd: "echo y >>other; cat other", chdir: "{{ dir }}", undo: "sed -i '$d' other" }
      until: again.stdout_lines | length == 2
      register: again
      delay: 0
    - name: Never works
      shell: { cmd: "exit 4", undo: "echo never >>{{ dir }}/state" }
      until: false
      retries: 1
      delay: 0
      ignore_errors: true
`;
  const run = await shop.walk({ runbook });
  const back = await shop.undo(run.events);
  expect(back.tasks.slice(1).map(({ name, status, message }) => [name, status, message])).toEqual([
    [
      "Undo: Never works",
      "ok",
      "part 1: not undone: exit 4: it failed with status 4, and how far it came is not known",
    ],
    ["Undo: Is done twice", "changed", undefined],
    ["Undo: Works the third time", "changed", undefined],
  ]);
  expect(readFileSync(join(shop.folder, "state"), "utf8")).toBe("x\nx\nx\nundo\n");
  expect(readFileSync(join(shop.folder, "other"), "utf8")).toBe("");
});

test("a file that a command wrote and someone changed since is not taken back", async () => {
  const runbook = `- hosts: all
  tasks: [{ name: Writer, shell: { cmd: "echo 2 >{{ dir }}/conf", writes: ["{{ dir }}/conf"] } }]
`;
  const path = shop.put("conf", "1\n");
  const run = await shop.walk({ runbook });
  writeFileSync(path, "theirs\n");
  const refused = await shop.undo(run.events);
  expect(refused.tasks[0]).toMatchObject({ status: "failed", code: "RB7202" });
  expect(refused.tasks[0]?.message).toContain(
    "what is there now, against what the run found:\n  @@ -1 +1 @@\n  -1\n  +theirs",
  );
  expect(readFileSync(path, "utf8")).toBe("theirs\n");
});

test("what was restarted is restarted, where the runbook is still the same; else it is said", async () => {
  const runbook = `- hosts: all
  tasks:
    - { name: The ports, copy: { dest: "{{ dir }}/app.conf", content: "2\\n" }, notify: Restart }
  handlers:
    - { name: Restart, shell: { cmd: "cat app.conf >>restarts", chdir: "{{ dir }}" } }
    - { name: Other, command: { argv: [false] } }
`;
  shop.put("app.conf", "1\n");
  const run = await shop.walk({ runbook });
  const back = await shop.undo(run.events, { text: runbook });
  expect(back.statuses()).toEqual([
    "Has anybody changed it since?: ok",
    "Would it do the same again? Restart: ok",
    "Undo: The ports: changed",
    "Restart: changed",
  ]);
  expect(readFileSync(join(shop.folder, "restarts"), "utf8")).toBe("2\n1\n");
  const forth = await shop.undo(back.events, { text: runbook });
  expect(forth.statuses().at(-1)).toBe("Restart: changed");
  expect(readFileSync(join(shop.folder, "restarts"), "utf8")).toBe("2\n1\n2\n");
  const changed = await shop.undo(forth.events);
  expect(changed.tasks.map(({ name, message }) => [name, message]).slice(1)).toEqual([
    ["Undo: Restart", "not undone: cat app.conf >>restarts"],
    ["Undo: Undo: Undo: The ports", undefined],
    ["By hand: Restart", '"Restart" ran in that run; the runbook is another now, so do it by hand'],
  ]);
});

test("what somebody has put back by hand needs nothing", async () => {
  const { path, before, run } = await applied();
  const bytes = before.get("app.conf");
  writeFileSync(path, "port = 1\nname = a\n");
  chmodSync(path, 0o644);
  const back = await shop.undo(run.events);
  expect([back.exitCode, bytes !== undefined]).toEqual([0, true]);
  expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["port = 1\nname = a\n", 0o644]);
  expect(existsSync(join(shop.folder, "old/deep/file"))).toBe(true);
});

test("without the folder that something has to come back to, nothing is begun; forced, the rest is undone", async () => {
  const runbook = `- hosts: all
  tasks:
    - { name: In it, copy: { dest: "{{ dir }}/d/f", content: "new\\n" } }
    - { name: Gone, file: { path: "{{ dir }}/d/g", state: absent } }
    - { name: Other, copy: { dest: "{{ dir }}/other", content: "new\\n" } }
`;
  for (const name of ["d/f", "d/g", "other"]) shop.put(name, "old\n");
  const { events } = await shop.walk({ runbook });
  rmSync(join(shop.folder, "d"), { recursive: true });
  const refused = await shop.undo(events);
  expect(refused.tasks.map(({ status, code }) => [status, code])).toEqual([["failed", "RB7203"]]);
  expect(refused.tasks[0]?.message).toContain("/d/f cannot come back: ");
  expect(readFileSync(join(shop.folder, "other"), "utf8")).toBe("new\n");
  const forced = await shop.undo(events, { force: ["d/f", "d/g"].map((name) => join(shop.folder, name)) });
  expect([forced.exitCode, readFileSync(join(shop.folder, "other"), "utf8")]).toEqual([0, "old\n"]);
  expect(forced.tasks.map(({ message }) => message ?? "").join()).toMatch(
    /left as it is: .*d\/g .*left as it is: .*d\/f /,
  );
});

test("what no_log hid stays hidden, also when the runbook is another one today, or the undoing is undone", async () => {
  const runbook = `- hosts: all
  tasks:
    - { name: Switch, no_log: true, shell: { cmd: "echo on >>{{ dir }}/state", undo: "echo off >>{{ dir }}/state" } }
    - { name: File, no_log: true, copy: { dest: "{{ dir }}/new", content: "hidden\\n" } }
`;
  const run = await shop.walk({ runbook });
  const back = await shop.undo(run.events);
  const forth = await shop.undo(back.events, { text: runbook });
  const shown = [...back.tasks, ...forth.tasks].flatMap(({ changes }) => changes);
  expect(shown.map(({ title }) => title)).toEqual(shown.map(() => "(hidden by no_log)"));
  expect(JSON.stringify(forth.tasks.map(({ message }) => message))).not.toContain("echo");
  expect(readFileSync(join(shop.folder, "new"), "utf8")).toBe("hidden\n");
});

describe("a command that the run was not told of", () => {
  const runbook = `- hosts: all
  tasks: [{ name: Switch, shell: { cmd: "echo on >>{{ dir }}/state", undo: "echo off >>{{ dir }}/state" } }]
`;

  /** The events of a run that was cut off there, and what it left on the host. */
  async function cutOff() {
    const { events } = await shop.walk({ runbook });
    const evidence = join(shop.home, ".runbook/run", hostTag("run1", "here"));
    mkdirSync(evidence, { recursive: true });
    const untold = events.filter(({ type }) => type !== "change.finished" && type !== "task.finished");
    return { events: untold, leave: (name: string, text: string) => writeFileSync(join(evidence, name), text) };
  }

  test.each([
    ["ended well", "0.", "changed", undefined, "on\noff\n"],
    ["failed", "3.", "ok", "it failed with status 3", "on\n"],
  ])("%s", async (_, told, status, says, state) => {
    const { events, leave } = await cutOff();
    leave("1.r", `${told}\n`);
    const back = await shop.undo(events);
    const last = back.tasks.at(-1);
    expect([last?.status, last?.message]).toEqual([
      status,
      says === undefined ? undefined : expect.stringContaining(says),
    ]);
    expect(readFileSync(join(shop.folder, "state"), "utf8")).toBe(state);
  });

  test("never began: there is nothing to undo, and nothing to say", async () => {
    const { events } = await cutOff();
    const back = await shop.undo(events);
    expect(back.tasks.at(-1)).toMatchObject({ status: "ok" });
    expect(back.tasks.at(-1)?.message).toBeUndefined();
  });

  test("its end is written nowhere: it is said", async () => {
    const { events, leave } = await cutOff();
    leave("1.w", "1 (gone) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
    const back = await shop.undo(events);
    expect(back.tasks.at(-1)?.message).toContain("nobody can tell whether it ran");
  });

  test("is at work: nothing on the host is undone before its end", async () => {
    const { events, leave } = await cutOff();
    const command = spawn("sleep", ["60"]);
    leave("1.w", readFileSync(`/proc/${command.pid}/stat`, "utf8"));
    const refused = await shop.undo(events);
    command.kill();
    expect(refused.statuses()).toEqual(["Has anybody changed it since?: failed"]);
    expect(refused.tasks[0]).toMatchObject({ code: "RB7204" });
    expect(refused.tasks[0]?.message).toContain(`is still at work, process ${command.pid}`);
  }, 30_000);
});
