import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const read = (name: string) => readFileSync(join(shop.folder, name), "utf8");

test("a command that ran past its deadline costs the host its task, not its connection", async () => {
  const runbook = `
- hosts: all
  tasks:
    - name: too long
      command: { argv: [sleep, "30"], deadline: 300ms }
      ignore_errors: true
    - name: after it
      copy: { dest: "{{ dir }}/f", content: x }
`;
  const { statuses, tasks } = await shop.walk({ runbook });
  expect(statuses()).toEqual(["too long: failed", "after it: changed"]);
  expect(tasks[0]).toMatchObject({ code: "RB5008", ignored: true });
});

test("inventory names of one machine do not get into each other's way", async () => {
  const names = Array.from({ length: 6 }, (_, index) => `h${index}`);
  const runbook = `
- hosts: all
  tasks:
    - name: say
      command: { argv: [sh, -c, "echo $1 >&2; echo $1", sh, "{{ inventory_hostname }}"] }
      register: said
    - name: write
      copy: { dest: "{{ dir }}/{{ inventory_hostname }}", content: "{{ said.stdout }} {{ said.stderr }}\\n" }
    - name: again
      copy: { dest: "{{ dir }}/{{ inventory_hostname }}", content: "{{ said.stdout }}\\n" }
`;
  const inventory = `[all]\n${names.join("\n")}\n[all:vars]\nansible_connection=local\n`;
  const { exitCode, tasks } = await shop.walk({ runbook, inventory });
  expect(tasks.filter(({ status }) => status !== "changed")).toEqual([]);
  expect(exitCode).toBe(0);
  for (const name of names) expect(read(name)).toBe(`${name}\n`);
});

test("a daemon that a command starts lives on, and nobody waits for it", async () => {
  const runbook = `
- hosts: all
  tasks:
    - name: start
      shell: "(sleep 20; :) & echo $! >$HOME/../pid; echo started"
      args: { chdir: "{{ dir }}" }
      environment: { HOME: "{{ dir }}/x" }
      register: started
    - name: look
      assert: { that: "started.stdout == 'started'" }
`.replace("$HOME/../pid", "pid");
  const began = performance.now();
  const { statuses } = await shop.walk({ runbook });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(statuses()).toEqual(["start: changed", "look: ok"]);
  const pid = Number(read("pid"));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  process.kill(pid);
});

test("output that is too long keeps its begin and its end, and says what is missing", async () => {
  const runbook = `
- hosts: all
  tasks:
    - name: talk
      shell: 'echo first; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo last'
      register: said
    - name: look
      assert:
        that:
          - said.stdout.startswith("first")
          - said.stdout.endswith("last")
          - "'bytes are left out here' in said.stdout"
`;
  expect((await shop.walk({ runbook })).statuses()).toEqual(["talk: changed", "look: ok"]);
});

test.each([0, 1, 65_535, 524_287, 524_288, 524_289, 600_000, 1_048_576, 1_114_111, 1_114_112, 40_000_000])(
  "%i bytes of output: all of it, or its beginning, its end, how much it was and its digest",
  async (count) => {
    const pattern = Buffer.from("0123456789abcdef-");
    const bytes = Buffer.alloc(count, pattern);
    writeFileSync(join(shop.folder, "bytes"), bytes);
    const tasks = [
      { name: "talk", shell: `cat ${shop.folder}/bytes; cat ${shop.folder}/bytes >&2`, register: "said" },
      { name: "keep", copy: { dest: "{{ dir }}/out", content: "{{ said.stdout }}" } },
      { name: "keep errors", copy: { dest: "{{ dir }}/err", content: "{{ said.stderr }}" } },
    ];
    const walked = await shop.walk({ runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]) });
    expect(walked.exitCode).toBe(0);
    for (const name of ["out", "err"]) {
      const kept = read(name);
      if (count < 1_048_576) {
        expect(kept === bytes.toString()).toBe(true);
        continue;
      }
      const [line = "", left, all, digest] =
        /\n\[(\d+) bytes are left out here; all (\d+) bytes have the SHA-256 ([0-9a-f]{64})\]\n/.exec(kept) ?? [];
      const [begin = "", end = ""] = kept.split(line);
      expect([Number(all), digest]).toEqual([count, createHash("sha256").update(bytes).digest("hex")]);
      expect(begin === bytes.subarray(0, begin.length).toString()).toBe(true);
      expect(end === bytes.subarray(-end.length).toString()).toBe(true);
      expect(begin.length + Number(left) + end.length).toBe(count);
      expect(Math.min(begin.length, end.length)).toBeGreaterThan(400_000);
    }
  },
);

test("tasks of two users see what the other has just done", async () => {
  const runbook = `
- hosts: all
  tasks:
    - name: one
      copy: { dest: "{{ dir }}/f", content: "1\\n" }
    - name: two
      lineinfile: { path: "{{ dir }}/f", line: "2" }
      become: true
      become_user: me
    - name: three
      lineinfile: { path: "{{ dir }}/f", line: "3" }
`;
  await shop.walk({ runbook });
  expect(read("f")).toBe("1\n2\n3\n");
});
