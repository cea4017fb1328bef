import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

// A run on this machine, and what it takes to undo it, page by page.
let user: Controller;
beforeAll(() => {
  user = controller();
  mkdirSync(join(user.folder, "etc"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(user.folder, name), text);
});
afterAll(() => user.remove());

const files = {
  "inventory.yaml": "all: { hosts: { here: { ansible_connection: local } } }\n",
  "site.yaml": `- name: The site
  hosts: all
  tasks:
    - { name: The port, lineinfile: { path: "{{ folder }}/etc/app.conf", regexp: ^port, line: port = 2 }, notify: Restart }
    - { name: A folder, file: { path: "{{ folder }}/etc/app.d", state: directory } }
    - { name: A note, copy: { dest: "{{ folder }}/etc/app.d/note", content: "2\\n" } }
    - { name: A user, shell: { cmd: "echo user >>{{ folder }}/etc/users", undo: ":>{{ folder }}/etc/users" } }
    - { name: A mail, command: { argv: [echo, mail] } }
  handlers:
    - { name: Restart, shell: { cmd: "echo restart >>{{ folder }}/etc/restarts" } }
`,
  "etc/app.conf": "name = a\nport = 1\n",
};

async function page(name: string, ...words: readonly string[]): Promise<void> {
  const ended = await user.run(...words);
  await expect(transcript(words, ended, { FOLDER: user.folder })).toMatchFileSnapshot(`rollback/${name}.txt`);
}

const conf = () => readFileSync(join(user.folder, "etc/app.conf"), "utf8");

test("help", () => page("0 help", "rollback", "--help"));

test("before there is a run", () => page("1 before there is a run", "rollback", "last", "-y"));

test("--check shows what would be undone", async () => {
  expect((await user.run("apply", "site.yaml", "-e", `folder=${user.folder}`, "-y")).exitCode).toBe(0);
  await page("2 check", "rollback", "last", "--check");
  expect(conf()).toBe("name = a\nport = 2\n");
});

test("without a terminal and without -y it does nothing", () => page("3 without a yes", "rollback", "last"));

test("a host or task that the run does not have", async () => {
  await page("4 another host", "rollback", "last", "--host", "there", "-y");
  await page("5 another task", "rollback", "last", "--task", "The prot", "-y");
});

test("where someone changed a file since, nothing is done on the host", async () => {
  appendFileSync(join(user.folder, "etc/app.conf"), "theirs = 1\n");
  await page("6 refused", "rollback", "last", "-y");
  expect(conf()).toBe("name = a\nport = 2\ntheirs = 1\n");
});

test("with --force it is undone all the same, and restarted", async () => {
  const { stdout } = await user.run("runs");
  const run = String(/^(\S+) .* apply +1 +done/m.exec(stdout)?.[1]);
  await page("7 forced", "rollback", run, "--force", join(user.folder, "etc/app.conf"), "-y", "-D");
  expect(conf()).toBe(files["etc/app.conf"]);
  expect(readFileSync(join(user.folder, "etc/restarts"), "utf8")).toBe("restart\nrestart\n");
  expect(readFileSync(join(user.folder, "etc/users"), "utf8")).toBe("");
  await page("8 again", "rollback", run, "-y");
});

test("the undoing is a run, and can be undone", async () => {
  const { stdout } = await user.run("runs");
  const done = [...stdout.matchAll(/^(\S+) .* apply +1 +done/gm)].map(([, run = ""]) => run);
  await page("9 undone again", "rollback", done.at(-2) ?? "", "-y");
  expect(conf()).toBe("name = a\nport = 2\ntheirs = 1\n");
});
