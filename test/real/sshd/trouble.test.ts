import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Controller, controller, type Ended, eventsOf } from "../../support/program.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";

const folder = "/usr/local/neolane/nl6/conf";
const instance = (host: number) => `camp${((host - 1) % 4) + 1}`;
const fileOf = (host: number) => `${folder}/config-${instance(host)}.xml`;
const [healthy, dead, otherKey, noKey, noSudo, missing, malformed, full, bound] = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

const task = (more: string) => `- hosts: all
  become: true
  become_user: neolane
  tasks:
    - name: set the type
      xml:
        path: ${folder}/config-{{ instance }}.xml
        xpath: /serverconf/pipelined
        attribute: authType
        value: imsJwtToken
${more}`;

/** What a run says of a host: the code of its failure, or its last status. */
function verdict(ended: Ended, host: string): unknown {
  const mine = eventsOf(ended).filter((event) => event.host === host);
  const lost = mine.find(({ type }) => type === "host.lost");
  const last = mine.filter(({ type }) => type === "task.finished").at(-1);
  return lost?.code ?? last?.code ?? last?.status;
}

describe.skipIf(!canRunRealLab)(`hosts in trouble (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let me: Controller;
  let inventory: string;

  beforeAll(async () => {
    lab = await RealLab.up(9, {
      variables: (host) => ({ instance: instance(host), ansible_user: host === noSudo ? "guest" : "ops" }),
    });
    me = controller();
    writeFileSync(join(me.folder, "set.yaml"), task(""));
    writeFileSync(join(me.folder, "unsafe.yaml"), task("        unsafe_writes: true\n"));
    inventory = lab.inventory("ops");
    const keys = readFileSync(lab.knownHosts, "utf8").split("\n");
    keys[otherKey - 1] = (keys[otherKey - 1] ?? "").replace(/ssh-ed25519 .*/, (keys[0] ?? "").replace(/^\S+ /, ""));
    keys[noKey - 1] = "";
    writeFileSync(lab.knownHosts, keys.join("\n"));
    lab.sh(missing, "rm", fileOf(missing));
    lab.write(malformed, fileOf(malformed), `${lab.read(malformed, fileOf(malformed))}`.replace("</shared>", ""));
    const small = `cp ${fileOf(full)} /tmp/f && mount -t tmpfs -o size=24k,uid=4242,gid=4242 tmpfs ${folder} && cp /tmp/f ${fileOf(full)} && chown 4242:4242 ${fileOf(full)}`;
    expect(lab.sh(full, "sh", "-c", small)).toEqual({ status: 0, stdout: "", stderr: "" });
    const bind = `cp -p ${fileOf(bound)} /tmp/outside.xml && mount --bind /tmp/outside.xml ${fileOf(bound)}`;
    expect(lab.sh(bound, "sh", "-c", bind)).toEqual({ status: 0, stdout: "", stderr: "" });
    lab.lab("kill", String(dead));
  });
  afterAll(async () => {
    me?.remove();
    await lab?.down();
  });

  const expected: readonly (readonly [number, string])[] = [
    [dead, "RB4001"],
    [otherKey, "RB4005"],
    [noKey, "RB4004"],
    [noSudo, "RB4010"],
    [missing, "RB5001"],
    [malformed, "RB5101"],
    [bound, "RB5005"],
  ];

  test("a plan names each trouble by its code, and plans the others", async () => {
    const ended = await me.run("plan", "set.yaml", "--format", "json", "-i", inventory);
    expect(ended.exitCode).toBe(6);
    const found = expected.map(([host]) => [host, verdict(ended, lab.name(host))]);
    expect(found).toEqual(expected);
    expect(verdict(ended, lab.name(healthy))).toBe("changed");
    expect(lab.written(healthy)).toEqual([]);
  });

  test("an apply changes the healthy host and no other; nothing half done is left, on a full disk either", async () => {
    const intact = [malformed, full, bound].map((host) => lab.read(host, fileOf(host)));
    const ended = await me.run("apply", "set.yaml", "-y", "--format", "json", "-i", inventory);
    expect(ended.exitCode).toBe(6);
    const found = [...expected, [full, ""] as const].map(([host]) => [host, verdict(ended, lab.name(host))]);
    expect(found).toEqual([...expected, [full, "RB5004"]]);
    expect(verdict(ended, lab.name(healthy))).toBe("changed");
    expect(lab.read(healthy, fileOf(healthy)).toString()).toContain('authType="imsJwtToken"');
    expect([malformed, full, bound].map((host) => lab.read(host, fileOf(host)))).toEqual(intact);
    for (const host of [healthy, missing, malformed, full, bound]) {
      expect(lab.sh(host, "sh", "-c", `ls -A ${folder} | grep -v '^config-camp'`).stdout).toBe("");
    }
  });

  test("what a person reads has for each host one message, with a place and a way out", async () => {
    const ended = await me.run("plan", "set.yaml", "-i", inventory);
    for (const [host, code] of expected) {
      const told = ended.stdout.split(/^✖ /m).filter((part) => part.startsWith(`${lab.name(host)}  `));
      expect(told, ended.stdout).toHaveLength(1);
      expect(told[0]).toContain(code);
    }
    expect(ended.stdout).toMatch(/config-camp3\.xml:\d+:\d+ is not well-formed XML/);
  });

  test("unsafe_writes writes into a bind-mounted file, in place", async () => {
    const inode = lab.sh(bound, "stat", "-c", "%i", fileOf(bound)).stdout;
    const ended = await me.run(
      "apply",
      "unsafe.yaml",
      "-y",
      "--format",
      "json",
      "-l",
      lab.name(bound),
      "-i",
      inventory,
    );
    expect(ended.exitCode).toBe(0);
    expect(lab.read(bound, "/tmp/outside.xml").toString()).toContain('authType="imsJwtToken"');
    expect(lab.sh(bound, "stat", "-c", "%i", fileOf(bound)).stdout).toBe(inode);
  });
});
