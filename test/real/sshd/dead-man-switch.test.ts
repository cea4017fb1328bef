import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";
import { testWorld } from "../../support/test-world.ts";

/** From then on nobody gets in who is not in already. */
const cut = (table: string, address: string, port: number) =>
  `nft 'table inet ${table} { chain in { type filter hook input priority 0; ip daddr ${address} tcp dport ${port} tcp flags syn drop; }; }'`;

const runbook = (table: string, address: string, port: number) => `- hosts: all
  become: true
  tasks:
    - name: motd
      confirm_within: 30s
      copy: { dest: /root/motd, content: "new\\n", mode: "0600" }
    - name: network
      when: inventory_hostname == "h0002"
      confirm_within: 5s
      shell:
        cmd: ${JSON.stringify(`echo cut >> /root/told; ${cut(table, address, port)}`)}
        undo: ${JSON.stringify(`echo undone >> /root/told; nft delete table inet ${table}`)}
`;

describe.skipIf(!canRunRealLab)(`a dead-man switch on a real host (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let folder: string;
  let table: string;

  beforeAll(async () => {
    lab = await RealLab.up(2);
    folder = mkdtempSync(join(tmpdir(), "runbook-switch-"));
    table = `runbook_cut_${lab.port}`;
    writeFileSync(join(folder, "site.yaml"), runbook(table, lab.address(2), lab.port));
  });
  afterAll(async () => {
    if (folder) rmSync(folder, { recursive: true });
    spawnSync("nft", ["delete", "table", "inet", table]);
    await lab?.down();
  });

  test.for(["ssh2", "openssh"])(
    "root's, over %s: who cuts the host off is undone by it, the others are confirmed",
    {
      timeout: 90_000,
    },
    async (connection) => {
      for (const host of [1, 2]) lab.sh(host, "rm", "-rf", "/root/motd", "/root/told", "/root/.runbook");
      const words = [
        "apply",
        "site.yaml",
        "-y",
        "-T",
        "2",
        "-i",
        lab.inventory(),
        "-e",
        `ansible_connection=${connection}`,
      ];
      const { world, stdout } = testWorld(folder, words);
      const exitCode = await run({ ...world, userId: 0, random: (bytes) => randomBytes(bytes) });
      expect(stdout()).toContain(
        "no new connection confirmed it within 5 s; the dead-man switch undid what the task had done",
      );
      expect(exitCode).toBe(2);
      expect(stdout()).toMatch(/^h0001 +0 +1 +1 +0/m);
      expect(stdout()).toMatch(/^h0002 +0 +1 +0 +1/m);
      for (const host of [1, 2]) {
        expect(lab.sh(host, "cat", "/root/motd").stdout).toBe("new\n");
        expect(lab.sh(host, "ls", "/root/.runbook/switch").stdout).toBe("");
        expect(lab.sh(host, "pgrep", "-f", "[.]runbook/switch").stdout).toBe("");
      }
      expect(lab.sh(2, "cat", "/root/told").stdout).toBe("cut\nundone\n");
    },
  );
});
