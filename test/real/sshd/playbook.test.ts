import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Controller, controller, type Ended, eventsOf } from "../../support/program.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";

const playbook = new URL("../../../bench/peers/ansible/job-xml.yml", import.meta.url).pathname;
const hosts = [1, 2, 3, 4] as const;
const log = "/usr/local/neolane/nl6/var/nlserver.log";
const fileOf = (host: number) => `/usr/local/neolane/nl6/conf/config-camp${host}.xml`;

/** The attribute behind the last one of the element, where Ansible puts it, and nothing else touched. */
function spliced(xml: string): string {
  return xml.replace(/(<pipelined\s[^>]*?)\/>/, '$1 authType="imsJwtToken"/>');
}

/** The statuses of a run: `{ changed: 3, ok: 2 }`. */
function statuses(ended: Ended, host: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of eventsOf(ended)) {
    if (event.type !== "task.finished" || event.host !== host) continue;
    counts[String(event.status)] = (counts[String(event.status)] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(!canRunRealLab)(
  `a playbook of Ansible on real sshd hosts (${whyNoRealLab ?? "root, sshd, sudo"})`,
  () => {
    let lab: RealLab;
    let me: Controller;
    let common: readonly string[];

    beforeAll(async () => {
      lab = await RealLab.up(hosts.length);
      me = controller();
      common = ["-i", lab.iniInventory, "--ssh-common-args", `-o UserKnownHostsFile=${lab.knownHosts}`];
    });
    afterAll(async () => {
      me?.remove();
      await lab?.down();
    });

    test("a dry run shows what an apply will do, and writes nothing", async () => {
      const ended = await me.run("plan", playbook, "--format", "json", ...common);
      expect(ended.exitCode).toBe(0);
      for (const host of hosts) expect(statuses(ended, lab.name(host))).toEqual({ ok: 2, changed: 3 });
      expect(hosts.map((host) => lab.written(host))).toEqual([[], [], [], []]);
    });

    test("an apply leaves Ansible's state, with no other byte of the file changed", async () => {
      const original = new Map(hosts.map((host) => [host, lab.read(host, fileOf(host)).toString()]));
      // What the command of the playbook makes of the file, on its own: the first half of the expected state.
      const auth = "NEW@AdobeOrg/new-client-0002/tech2@techacct.adobe.com/s3cr3t/QUJDREVGRw==";
      const expected = hosts.map((host) => {
        lab.sh(
          host,
          "/usr/local/neolane/nl6/bin/nlserver",
          "config",
          `-instance:camp${host}`,
          `-setimsjwtauth:${auth}`,
        );
        const after = lab.read(host, fileOf(host)).toString();
        lab.write(host, fileOf(host), original.get(host) ?? "");
        lab.sh(host, "rm", log);
        return spliced(after);
      });
      const ended = await me.run("apply", playbook, "-y", "--format", "json", ...common);
      expect(ended.stderr).toBe("");
      expect(ended.exitCode).toBe(0);
      for (const host of hosts) expect(statuses(ended, lab.name(host))).toEqual({ ok: 2, changed: 3 });
      expect(hosts.map((host) => lab.read(host, fileOf(host)).toString())).toEqual(expected);
      for (const host of hosts) {
        expect(lab.read(host, log).toString()).toContain(`restart pipelined@camp${host}`);
      }
    });

    test("a second apply changes nothing", async () => {
      const before = hosts.map((host) => lab.read(host, fileOf(host)));
      const ended = await me.run("apply", playbook, "-y", "--format", "json", ...common);
      expect(ended.exitCode).toBe(0);
      for (const host of hosts) expect(statuses(ended, lab.name(host))).toEqual({ ok: 3, skipped: 1 });
      expect(hosts.map((host) => lab.read(host, fileOf(host)))).toEqual(before);
    });
  },
);
