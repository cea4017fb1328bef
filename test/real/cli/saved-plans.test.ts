import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { needlesOf } from "../../../src/secrets/needles.ts";
import { type PlanUser, planUser, siteFiles } from "../../support/plan-user.ts";
import { eventsOf } from "../../support/program.ts";
import { contentOf, treeOf } from "../../support/tree.ts";

let who: PlanUser;
const ended = Array.from({ length: 3 }, () => "task.finished");
const at = (name: string) => join(who.user.folder, name);
const read = (name: string) => readFileSync(at(name), "utf8");
const box = async () => contentOf(await treeOf(at("box")));
afterEach(() => who.remove());

/** The plan is refused before any host is asked, with these sentences. */
async function misfit(sentences: readonly string[], ...words: readonly string[]): Promise<void> {
  const before = await box();
  const { exitCode, stdout, stderr } = await who.apply(...words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  expect(stderr.match(/RB7103/g)).toHaveLength(sentences.length);
  for (const sentence of sentences) expect(stderr).toContain(sentence);
  expect(await box()).toEqual(before);
}

describe("a saved plan", () => {
  beforeEach(() => {
    who = planUser(siteFiles);
  });

  test("is shown as it was made, and makes exactly its changes", async () => {
    const made = await who.plan();
    expect(made.exitCode).toBe(0);
    expect(made.stdout).toMatch(/next:\n {2}runbook apply site\.plan\n\nsaved in site\.plan: plan [0-9a-f]{20}, made/);
    const shown = await who.user.run("show", "site.plan");
    const changes = (text: string) => text.slice(text.indexOf("\nWorkers"), text.indexOf("\nplan of"));
    expect(changes(shown.stdout)).toBe(changes(made.stdout));
    const applied = await who.apply();
    expect(applied.exitCode).toBe(0);
    expect(await box()).toMatchObject({ "app.conf": expect.stringContaining("workers = 4") });
    expect(read("box/motd")).toBe("welcome to here\n");
    expect(existsSync(at("box/old"))).toBe(false);
  });

  test("holds what was seen and what is to be done; its events can be shown as JSON", async () => {
    await who.plan();
    const shown = eventsOf(await who.user.run("show", "site.plan", "--format", "json"));
    expect(shown.map(({ type }) => type)).toEqual(["run.started", "host.connected", ...ended, "run.finished"]);
    const facts: readonly Readonly<Record<string, unknown>>[] = JSON.parse(read("site.plan")).facts.hosts.here;
    const planned = facts.filter(({ type }) => type === "task.planned");
    expect(planned).toHaveLength(3);
    expect(planned[0]).toMatchObject({
      host: "here",
      name: "Workers",
      items: [
        {
          seen: [{ look: "file", path: at("box/app.conf"), state: { is: "file", mode: "0644" } }],
          changes: [{ kind: "write-file", before: { inode: expect.any(String) }, after: { is: "file", mode: "0644" } }],
        },
      ],
    });
  });

  test("is refused where the host drifted, with what the plan changes and what changed since", async () => {
    await who.plan();
    writeFileSync(at("box/app.conf"), read("box/app.conf").replace("log = all", "log = none"));
    const before = await box();
    const { exitCode, stdout } = await who.apply();
    expect(exitCode).toBe(3);
    expect(await box()).toEqual(before);
    expect(stdout).toContain("-workers = 1\n      +workers = 4");
    expect(stdout).toContain("-log = all\n      +log = none");
    expect(stdout).toContain("nothing changed, 1 failed");
  });

  test("is refused once it was applied", async () => {
    await who.plan();
    expect((await who.apply()).exitCode).toBe(0);
    expect((await who.apply()).exitCode).toBe(3);
  });

  test("does not outlive a change of the runbook, a file of it, the inventory or a value", async () => {
    await who.plan("-e", "workers=7");
    appendFileSync(at("site.yaml"), "# more\n");
    appendFileSync(at("templates/motd.j2"), "more\n");
    appendFileSync(at("inventory.yaml"), "# more\n");
    await misfit(
      [
        "the runbook site.yaml was changed since the plan was made",
        "the file templates/motd.j2 was changed since the plan was made",
        "the inventory was changed since the plan was made",
        '"workers" has another value than when the plan was made',
        '"more" has a value now, and had none when the plan was made',
      ],
      "-e",
      "workers=8 more=1",
    );
    rmSync(at("templates/motd.j2"));
    for (const name of ["site.yaml", "inventory.yaml"]) writeFileSync(at(name), read(name).replace("# more\n", ""));
    await misfit(["the file templates/motd.j2 is gone since the plan was made"]);
    writeFileSync(at("templates/motd.j2"), siteFiles["templates/motd.j2"]);
    expect((await who.apply()).exitCode).toBe(0);
    expect(read("box/app.conf")).toContain("workers = 7");
  });

  test("takes values from another place, as long as they are the same", async () => {
    who.put("values.yaml", "workers: 7\n");
    await who.plan("-e", "@values.yaml");
    rmSync(at("values.yaml"));
    who.put("moved.yaml", "workers: 7 # now here\n");
    expect((await who.apply()).exitCode).toBe(5);
    expect((await who.apply("-e", "@moved.yaml", "-i", "inventory.yaml")).exitCode).toBe(0);
  });

  test("says itself which tasks and hosts it is for", async () => {
    await who.plan();
    const { exitCode, stderr } = await who.apply("-l", "here");
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining("-l does not go with a plan file")]);
  });

  test("needs a yes, as every apply", async () => {
    await who.plan();
    const { exitCode, stderr } = await who.user.run("apply", "site.plan");
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining("RB8002")]);
  });
});

test("a file that somebody changes after the run did is told of", async () => {
  who = planUser({
    "site.yaml": `- hosts: all
  tasks:
    - copy: { dest: "{{ box }}/a", content: one }
    - name: Behind our back
      command: { argv: [sh, -c, "echo two > '{{ box }}/a'"] }
`,
    "box/keep": "",
  });
  await who.plan();
  const { exitCode, stdout } = await who.apply();
  expect(exitCode).toBe(2);
  expect(stdout).toContain("here is not what the plan said");
  expect(stdout).toContain(`${at("box/a")}: content`);
  expect(stdout).toContain('should say "writes:"');
});

test("a host that could not be planned is left alone, the others are not", async () => {
  who = planUser({
    "site.yaml": '- hosts: all\n  tasks:\n    - copy: { dest: "{{ box }}/{{ name }}", content: one }\n',
  });
  const inventory = (more: string) => `all:
  vars: { ansible_connection: local, box: "${at("box")}" }
  hosts: { good: { name: good }, bad: { name: "nowhere/bad" }, gone: { name: gone, ansible_connection: exec, exec_command: ${more} } }
`;
  who.put("box/keep", "");
  who.put("inventory.yaml", inventory('"false"'));
  expect((await who.plan()).exitCode).toBe(6);
  const { exitCode, stdout } = await who.apply();
  expect(exitCode).toBe(7);
  expect(stdout).toContain("the plan ended here with RB5001");
  expect(stdout).toContain("it could not be planned");
  expect(Object.keys(await box()).toSorted()).toEqual(["", "good", "keep"]);
});

describe("an apply of a plan that is cut off", () => {
  const failing = `- hosts: all
  tasks:
    - copy: { dest: "{{ box }}/first", content: one }
    - name: Only with leave
      command: { argv: [cat, "{{ box }}/leave"] }
    - copy: { dest: "{{ box }}/last", content: three }
`;
  beforeEach(async () => {
    who = planUser({ "site.yaml": failing, "box/keep": "" });
    await who.plan();
    expect((await who.apply()).exitCode).toBe(2);
    expect(Object.keys(await box()).toSorted()).toEqual(["", "first", "keep"]);
  });

  test("is gone on with as planned", async () => {
    who.put("box/leave", "yes\n");
    expect((await who.user.run("resume", "last", "-y")).exitCode).toBe(0);
    expect(read("box/last")).toBe("three");
  });

  test("does nothing that was not planned when it is gone on with", async () => {
    who.put("box/leave", "yes\n");
    who.put("box/last", "by somebody else");
    const { exitCode, stdout } = await who.user.run("resume", "last", "-y");
    expect(exitCode).toBe(3);
    expect(stdout).toContain("what is to be done is not what the plan says");
    expect(read("box/last")).toBe("by somebody else");
  });
});

describe("a plan with secrets", () => {
  const secret = "tok-5Yd83kfPqW20sLmx\"<&'z";
  const runbook = `name: Secrets
inputs:
  token: { type: string, secret: true }
plays:
  - hosts: all
    tasks:
      - copy: { dest: "{{ box }}/token", content: "token={{ token }}\\n", mode: "0600" }
      - copy: { dest: "{{ box }}/app.conf", content: "url = http://me:{{ token }}@there/\\n" }
      - command: { argv: [sh, -c, "cat > '{{ box }}/heard'"], stdin: "{{ token }}" }
      - debug: { msg: "{{ token }}" }
      - { fail: { msg: "{{ token }}" }, ignore_errors: true }
`;
  beforeEach(() => {
    who = planUser({ "site.yaml": runbook, "box/app.conf": `old = ${secret}\nurl = x\n` });
  });
  const withToken = (token: string) => who.user.with({ RUNBOOK_INPUT_TOKEN: token });

  test("holds none of them, in no form", async () => {
    expect((await withToken(secret).run("plan", "site.yaml", "--out", "site.plan")).exitCode).toBe(0);
    const text = read("site.plan");
    const found = [...needlesOf(secret)].filter((needle) => needle.length >= 8 && text.includes(needle));
    expect(found).toEqual([]);
    expect(text).not.toContain("tok-5Yd8");
  });

  test("fetches them again, and refuses others without saying them", async () => {
    await withToken(secret).run("plan", "site.yaml", "--out", "site.plan");
    const other = await withToken("another-token").run("apply", "site.plan", "-y");
    expect([other.exitCode, other.stdout]).toEqual([3, ""]);
    expect(other.stderr).toContain('"token" has another value than when the plan was made');
    expect(other.stderr).not.toContain("another-token");
    const none = await who.apply();
    expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('"token" has no value now')]);
    const same = await withToken(secret).run("apply", "site.plan", "-y", "-D");
    expect([same.exitCode, same.stderr]).toEqual([0, ""]);
    expect(read("box/token")).toBe(`token=${secret}\n`);
    expect(read("box/heard")).toBe(`${secret}\n`);
  });

  test("that could be given to nobody yet are asked of the apply", async () => {
    await who.plan();
    expect((await who.apply()).exitCode).toBe(5);
    expect((await withToken(secret).run("apply", "site.plan", "-y")).exitCode).toBe(0);
    expect(read("box/token")).toBe(`token=${secret}\n`);
  });

  test("a file with a secret that drifted shows digests' verdict alone", async () => {
    await withToken(secret).run("plan", "site.yaml", "--out", "site.plan");
    writeFileSync(at("box/app.conf"), `old = ${secret}\nurl = y\n`);
    const { exitCode, stdout } = await withToken(secret).run("apply", "site.plan", "-y");
    expect(exitCode).toBe(3);
    expect(stdout).toContain("app.conf: content");
    expect(stdout).not.toContain("what changed since the plan");
    expect(stdout).not.toContain("tok-5Yd8");
  });
});

describe("an approval", () => {
  beforeEach(async () => {
    who = planUser(siteFiles);
    await who.plan();
    for (const name of ["ann", "eve"]) {
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", at(name)]);
    }
    who.put("allowed", `ann@example.net ${read("ann.pub")}`);
  });
  const approve = (key: string) => who.user.run("approve", "site.plan", "--key", key, "-y");
  const apply = () => who.apply("--require-approval", "allowed");

  test("lets a plan be applied", async () => {
    const signed = await approve("ann");
    expect([signed.exitCode, signed.stderr]).toEqual([0, ""]);
    expect(signed.stdout).toMatch(/^site\.plan \(plan [0-9a-f]{20}\) is signed: site\.plan\.sig\n$/);
    expect((await apply()).exitCode).toBe(0);
  });

  test.each([
    ["that is missing", async () => {}, "is not approved: there is no site.plan.sig"],
    ["of somebody who is not allowed to", () => approve("eve"), "is signed, but by nobody whom allowed names"],
    [
      "of an older plan",
      async () => {
        await approve("ann");
        await who.plan();
      },
      "is not one of this plan",
    ],
    [
      "for something else",
      async () => {
        execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", "file", "-f", at("ann"), at("site.plan")], {
          stdio: "ignore",
        });
      },
      "is not one of this plan",
    ],
    ["that is no signature", async () => void who.put("site.plan.sig", "yes, fine\n"), "by nobody whom allowed names"],
  ])("%s is none", async (_, make, sentence) => {
    await make();
    const before = await box();
    const { exitCode, stdout, stderr } = await apply();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain("RB7106");
    expect(stderr).toContain(sentence);
    expect(await box()).toEqual(before);
  });

  test("is of plans, not of runbooks", async () => {
    const { exitCode, stderr } = await who.user.run("apply", "site.yaml", "-y", "--require-approval", "allowed");
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("site.yaml is no saved plan")]);
  });

  test("needs a key that signs", async () => {
    who.put("broken", "no key\n");
    chmodSync(at("broken"), 0o600);
    const { exitCode, stderr } = await approve("broken");
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("RB7106")]);
    expect(readdirSync(who.user.folder)).not.toContain("site.plan.sig");
  });
});
