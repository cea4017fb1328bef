import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(join(folder, "broken"), "");
});
afterEach(() => user.remove());

const limit = { timeout: 60_000 };
const isFirst = "inventory_hostname == 'h1'";
const breaks = { name: "breaks", shell: `[ ! -e ${"{{ playbook_dir }}"}/broken ]`, when: "inventory_hostname == 'h2'" };
const write = (content: string) => ({ copy: { dest: "{{ playbook_dir }}/{{ inventory_hostname }}", content } });

function site(tasks: readonly object[], variables: object = {}): void {
  const hosts = { h1: {}, h2: {} };
  const all = { hosts, vars: { ansible_connection: "local", ...variables } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]));
}

/** Fails on h2, is mended, and gone on with. */
async function resumed(...words: readonly string[]) {
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  rmSync(join(folder, "broken"));
  return user.run("resume", "last", "-y", ...words);
}

const written = (host: string) => {
  const path = join(folder, host);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
};

test("what a host that is through set for another one is known again", limit, async () => {
  const delegated = { delegate_to: "h2", delegate_facts: true, when: isFirst };
  site([{ set_fact: { dd: "from-h1" }, ...delegated }, breaks, write("{{ dd | default('LOST') }}")]);
  expect(await resumed()).toMatchObject({ exitCode: 0 });
  expect(written("h2")).toBe("from-h1");
});

test(
  "what a host that is through set or registered is there in its hostvars; nothing is done there again",
  limit,
  async () => {
    site([
      { set_fact: { mine: "of {{ inventory_hostname }}" } },
      { shell: "echo ran >> {{ playbook_dir }}/{{ inventory_hostname }}.ran; echo told", register: "told" },
      breaks,
      write("{{ hostvars.h1.mine | default('LOST') }} {{ (hostvars.h1.told | default({})).stdout | default('LOST') }}"),
    ]);
    const second = await resumed();
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain("h1 is through, and goes along for what others may ask of it");
    expect(written("h2")).toBe("of h1 told");
    expect(written("h1.ran")).toBe("ran\n");
  },
);

test("a template may ask, too", limit, async () => {
  writeFileSync(join(folder, "others.j2"), "{{ hostvars.h1.mine | default('LOST') }}");
  const dest = "{{ playbook_dir }}/{{ inventory_hostname }}";
  site([{ set_fact: { mine: "set" } }, breaks, { template: { src: "others.j2", dest } }]);
  expect(await resumed()).toMatchObject({ exitCode: 0 });
  expect(written("h2")).toBe("set");
});

test("what the inventory asks of a host that is not there fails, rather than being told wrong", limit, async () => {
  site([{ set_fact: { mine: "set" } }, breaks, write("{{ asked }}")], {
    asked: "{{ hostvars.h1.mine | default('LOST') }}",
  });
  const second = await resumed();
  expect(second.exitCode).toBe(2);
  expect(second.stdout).toContain("RB7009");
  expect(written("h2")).toBeUndefined();
});

test("is refused where hosts that know something are left out", limit, async () => {
  const asks = write("{{ hostvars.h1.mine | default('LOST') }}");
  site([write("first"), { set_fact: { mine: "set" } }, breaks, asks]);
  const applied = await user.run("apply", "site.yaml", "-y", "--format", "json");
  rmSync(join(folder, "broken"));
  expect(await user.run("rollback", "last", "-y", "--host", "h1")).toMatchObject({ exitCode: 0 });
  const second = await user.run("resume", String(eventsOf(applied)[0]?.run), "-y");
  expect(second.stderr).toContain("RB7009");
  expect(second.exitCode).toBe(3);
  expect(written("h2")).toBe("first");
});

test("what a host that is through found out for all is found out there again", limit, async () => {
  site([
    { set_fact: { leader: "{{ inventory_hostname }}" }, run_once: true },
    breaks,
    write("{{ leader }} of {{ groups.all | join(' ') }}"),
  ]);
  expect(await resumed()).toMatchObject({ exitCode: 0 });
  expect([written("h1"), written("h2")]).toEqual(["h1 of h1 h2", "h1 of h1 h2"]);
});

test("who takes part is not told wrong where only the inventory asks", limit, async () => {
  site([breaks, write("{{ asked }}")], { asked: "{{ ansible_play_hosts | join(' ') }}" });
  const second = await resumed();
  expect(second.exitCode).toBe(2);
  expect(second.stdout).toContain("RB7009");
  expect([written("h1"), written("h2")]).toEqual(["h1 h2", undefined]);
});
