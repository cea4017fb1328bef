import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { createExecTransport } from "../../../src/transport/exec-transport.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { problemOf } from "../../fault/transport/caught.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";
import { testWorld } from "../../support/test-world.ts";

const hosts = [1, 2];
const containers = ["web", "db", "mail"];

/** Starts namespaces with processes, a name and a /mnt of their own, and prints the pid that leads there. */
const start = `setsid unshare --mount --uts --pid --fork --kill-child --mount-proc sh -c '
  hostname "$1"; mount -t tmpfs none /mnt; : >/mnt/ready; exec sleep 600' sh "$1" </dev/null >/dev/null 2>&1 &
n=0
until c=$(cat /proc/$!/task/$!/children 2>/dev/null) && [ -e /proc/\${c% }/root/mnt/ready ]; do
  n=$((n + 1)); [ $n -lt 500 ] || exit 1; sleep 0.01
done
echo \${c% }`;

describe.skipIf(!canRunRealLab)(
  `containers on hosts that are reached over ssh (${whyNoRealLab ?? "root, sshd"})`,
  () => {
    let lab: RealLab;
    let folder: string;
    const pids = new Map<string, string>();

    beforeAll(async () => {
      lab = await RealLab.up(hosts.length);
      folder = mkdtempSync(join(tmpdir(), "runbook-via-hosts-"));
      for (const host of hosts) {
        for (const name of containers) {
          const { stdout } = lab.sh(host, "sh", "-c", start, "sh", `${name}-${host}`);
          pids.set(`${name}-${host}`, stdout.trim());
        }
      }
      writeFileSync(join(folder, "hosts.yaml"), inventory());
    }, 60_000);
    afterAll(async () => {
      if (folder) rmSync(folder, { recursive: true });
      await lab?.down();
    });

    function inventory(): string {
      const docks = hosts.map((host) => `        ${lab.name(host)}: { ansible_host: ${lab.address(host)} }\n`);
      const inside = [...pids].map(([name, pid]) => `        ${name}: { pid: ${pid}, exec_via: ${viaOf(name)} }\n`);
      return `all:
  children:
    docks:
      vars:
        ansible_port: ${lab.port}
        ansible_user: neolane
        ansible_ssh_private_key_file: ${lab.keyFile}
        ansible_ssh_common_args: "-o UserKnownHostsFile=${lab.knownHosts} -o IdentitiesOnly=yes"
      hosts:
${docks.join("")}    containers:
      vars:
        ansible_connection: exec
        ansible_user: root
        exec_command: [sudo, -n, nsenter, -t, "{{ pid }}", -m, -r, -u, -p, sh]
      hosts:
${inside.join("")}`;
    }

    function viaOf(name: string): string {
      return lab.name(Number(name.split("-")[1]));
    }

    async function runbook(...args: readonly string[]) {
      const { world, stdout, stderr } = testWorld(folder, [...args.slice(0, 2), "-i", "hosts.yaml", ...args.slice(2)]);
      const exitCode = await run({ ...world, userId: 0, random: (bytes) => randomBytes(bytes) });
      return { exitCode, stdout: stdout(), all: stdout() + stderr() };
    }

    test("a command runs in every one of them", async () => {
      const { exitCode, stdout, all } = await runbook("exec", "containers", "--", "sh", "-c", "echo I am $(hostname)");
      expect([exitCode, all]).toEqual([0, stdout]);
      for (const name of pids.keys()) expect(stdout).toContain(`I am ${name}`);
    });

    test("a runbook goes into them as to any host", async () => {
      const task =
        "copy: { dest: /mnt/name, content: \"{{ inventory_hostname }} via {{ exec_via }}\\n\", mode: '0600' }";
      writeFileSync(join(folder, "name.yaml"), `- hosts: containers\n  tasks:\n    - ${task}\n`);
      expect(await runbook("apply", "name.yaml", "-y")).toMatchObject({ exitCode: 0 });
      for (const [name, pid] of pids) {
        const host = Number(name.split("-")[1]);
        const seen = lab.sh(host, "nsenter", "-t", pid, "-m", "-r", "cat", "/mnt/name");
        expect(seen.stdout).toBe(`${name} via ${viaOf(name)}\n`);
        expect(lab.sh(host, "test", "-e", "/mnt/name").status).toBe(1);
      }
    });

    test("sudo that wants a password says so", async () => {
      writeFileSync(join(folder, "hosts.yaml"), inventory().replace("ansible_user: neolane", "ansible_user: guest"));
      const { exitCode, all } = await runbook("exec", "web-1", "--", "true");
      writeFileSync(join(folder, "hosts.yaml"), inventory());
      expect([exitCode, all.includes("a password is required")]).toEqual([4, true]);
    });

    test("a ring is the inventory's mistake", async () => {
      writeFileSync(join(folder, "hosts.yaml"), inventory().replaceAll(/exec_via: \w+/g, "exec_via: web-1"));
      const { all } = await runbook("exec", "web-1", "--", "true");
      writeFileSync(join(folder, "hosts.yaml"), inventory());
      expect(all).toContain("exec_via leads in a ring: web-1 -> web-1");
    });

    test("what runs past its deadline is ended inside, and nothing of it is left", async () => {
      const via = {
        kind: "ssh",
        name: lab.name(1),
        address: lab.address(1),
        port: lab.port,
        user: "neolane",
        keyFiles: [lab.keyFile],
        knownHosts: [lab.knownHosts],
        connectDeadline: 5_000,
      } as const;
      const ssh = createSsh2Transport();
      const command = ["sudo", "-n", "nsenter", "-t", pids.get("db-1") ?? "", "-m", "-r", "-u", "-p", "sh"];
      const transport = createExecTransport((target) => ssh.openLink(target), { grace: 300 });
      const connection = await transport.connect({ kind: "exec", name: "db-1", command, via });
      const shell = await connection.openShell("", undefined);
      const script = "sleep 301.9 & (trap '' TERM; sleep 301.9) & sleep 301.9";
      const problem = await problemOf(shell.run({ script, kind: "user", deadline: 300 }));
      expect(problem).toMatchObject({ code: "RB5008", hint: "its processes were ended" });
      expect(lab.sh(1, "pgrep", "-f", "sleep 301[.]9").stdout).toBe("");
      await connection.close();
      expect(lab.sh(1, "pgrep", "-u", "neolane").stdout).toBe("");
    });
  },
);
