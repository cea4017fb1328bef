import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Controller, controller } from "../../support/program.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";

describe.skipIf(!canRunRealLab)(`jobs on real sshd hosts (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let me: Controller;
  let common: readonly string[];

  beforeAll(async () => {
    lab = await RealLab.up(2);
    me = controller();
    common = ["-i", lab.inventory("ops")];
  });
  afterAll(async () => {
    me?.remove();
    await lab?.down();
  });

  function apply(play: object) {
    writeFileSync(join(me.folder, "site.yaml"), JSON.stringify([{ hosts: "all", gather_facts: false, ...play }]));
    return me.run("apply", "site.yaml", "-y", ...common);
  }
  const job = (more: object = {}) => ({
    name: "import",
    shell: "id -un; sleep 1; echo said",
    async: 60,
    poll: 0,
    register: "job",
    ...more,
  });
  const wait = (more: object = {}) => ({
    name: "wait",
    async_status: { jid: "{{ job.ansible_job_id }}" },
    register: "done",
    until: "done is finished",
    retries: 30,
    delay: 1,
    ...more,
  });
  const lives = (host: number) => lab.sh(host, "sh", "-c", "ps -e -o args | grep '[.]runbook/jobs'").stdout;

  test("all hosts work at the same time, each as the user become", async () => {
    const said = { debug: { msg: "{{ inventory_hostname }} {{ done.stdout_lines }}" } };
    const { exitCode, stdout, stderr } = await apply({
      become: true,
      become_user: "neolane",
      tasks: [job(), wait(), said],
    });
    expect([exitCode, stderr]).toEqual([0, ""]);
    for (const host of [1, 2]) expect(stdout).toContain(`${lab.name(host)} ["neolane", "said"]`);
    expect(lab.sh(1, "sh", "-c", "ls -d ~neolane/.runbook/jobs/*").stdout.toString()).toMatch(/\.1\n$/);
  });

  test("who asks as another user is told why there is no such job, and waits no longer", async () => {
    const { exitCode, stdout } = await apply({ tasks: [job({ become: true, become_user: "neolane" }), wait()] });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("could not find job: there is none of this user");
    expect(stdout).not.toContain("not yet");
  });

  test("a job of another host is asked for there", async () => {
    const there = { delegate_to: lab.name(2), become: true, become_user: "neolane" };
    const said = { debug: { msg: "{{ inventory_hostname }} {{ done.stdout_lines }}" } };
    const { exitCode, stdout } = await apply({ tasks: [job(there), wait(there), said] });
    expect(exitCode).toBe(0);
    for (const host of [1, 2]) expect(stdout).toContain(`${lab.name(host)} ["neolane", "said"]`);
  });

  test("it runs on without a connection, until its limit", { timeout: 30_000 }, async () => {
    const { exitCode, stdout } = await apply({ tasks: [job({ shell: "sleep 300", async: 2 })] });
    expect([exitCode, stdout.match(/its host ends it at/g)?.length]).toEqual([0, 2]);
    expect(String(lives(1))).toContain("sleep 300");
    await vi.waitFor(() => expect([String(lives(1)), String(lives(2))]).toEqual(["", ""]), {
      timeout: 20_000,
      interval: 200,
    });
  });
});
