import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { keptKeyPair } from "../../../src/lab/key-pair.ts";
import { type PracticeFleet, startPracticeHosts } from "../../../src/lab/start-practice-hosts.ts";
import { end, login, run, start } from "./ssh-session.ts";

const sshInstalled = spawnSync("ssh", ["-V"]).error === undefined;

describe("practice hosts", () => {
  const parent = mkdtempSync(join(tmpdir(), "runbook lab "));
  const folder = join(parent, "lab");
  let fleet: PracticeFleet;
  const host = () => fleet.hosts[0] ?? expect.fail("there is a first host");
  beforeAll(async () => {
    fleet = await startPracticeHosts({ folder, count: 3 });
  });
  afterAll(async () => {
    await fleet.stop();
    rmSync(parent, { recursive: true });
  });

  const withClient = async <T>(work: (client: Awaited<ReturnType<typeof login>>) => Promise<T>): Promise<T> => {
    const client = await login(host(), fleet.keyFile);
    try {
      return await work(client);
    } finally {
      client.end();
    }
  };
  const once = (command: string, input?: string) => withClient((client) => run(client, command, input));

  test("run commands with /bin/sh in a home of their own, with an environment made from nothing", async () => {
    const { out } = await once("pwd; env | grep -v ^PWD= | sort; command -v sudo; command -v nlserver");
    expect(out.split("\n")).toEqual([
      host().neolaneHome,
      `HOME=${host().neolaneHome}`,
      "LOGNAME=neolane",
      `PATH=${host().folder}/bin:/usr/local/bin:/usr/bin:/bin`,
      "SHELL=/bin/sh",
      `TMPDIR=${host().folder}/tmp`,
      "USER=neolane",
      `${host().folder}/bin/sudo`,
      `${host().folder}/bin/nlserver`,
      "",
    ]);
  });

  test("pass on input, output, errors, statuses and signals", async () => {
    expect(await once("cat; echo problem >&2; exit 7", "in\0put")).toMatchObject({
      status: 7,
      out: "in\0put",
      err: "problem\n",
    });
    expect(await once("exit 255")).toMatchObject({ status: 255 });
    expect(await once("kill -KILL $$")).toMatchObject({ status: null, signal: "SIGKILL" });
    expect(await once("nlserver pdump")).toMatchObject({
      status: 0,
      out: expect.stringContaining("pipelined@acme_prod"),
    });
    expect(await once("sudo -n -u root -H -- sh -c 'echo $HOME'")).toMatchObject({ out: `${host().folder}/root\n` });
  });

  test("ten megabytes come through both ways, whole", async () => {
    const input = "0123456789abcdef".repeat(655_360);
    const { out } = await once("cat", input);
    expect(createHash("sha256").update(out).digest("hex")).toBe(createHash("sha256").update(input).digest("hex"));
    const both = await once("head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait");
    expect([both.out.length, both.err.length]).toEqual([5_000_000, 5_000_000]);
  });

  test("a client that does not read holds the command back", async () => {
    await withClient(async (client) => {
      const mark = join(host().folder, "tmp/all-written");
      const channel = await start(client, `head -c 30000000 /dev/zero; touch "$TMPDIR/all-written"`);
      channel.pause();
      expect(await run(client, "sleep 0.3; echo done")).toMatchObject({ out: "done\n" });
      expect(existsSync(mark)).toBe(false);
      const ended = await end(channel);
      expect([ended.status, ended.out.length]).toEqual([0, 30_000_000]);
      expect(existsSync(mark)).toBe(true);
    });
  });

  test("a signal reaches the command's whole process group", async () => {
    await withClient(async (client) => {
      const channel = await start(client, "sleep 100 | sleep 100; echo not reached");
      const ended = end(channel);
      expect(await run(client, "true")).toMatchObject({ status: 0 });
      channel.signal("TERM");
      expect(await ended).toMatchObject({ signal: "SIGTERM", out: "" });
    });
  });

  test("a lost client closes the command's pipes and leaves the command to itself", async () => {
    const report = join(host().folder, "tmp/report");
    await withClient(async (client) => {
      const channel = await start(
        client,
        'echo begun; cat >/dev/null; echo eof >"$TMPDIR/report"; trap \'\' PIPE; echo late || echo pipe >>"$TMPDIR/report"; echo end >>"$TMPDIR/report"',
      );
      await new Promise((resolve) => channel.once("data", resolve));
      client.destroy();
    });
    await expect.poll(() => (existsSync(report) ? readFileSync(report, "utf8") : "")).toBe("eof\npipe\nend\n");
  });

  test("a command that reads nothing is not in the way of a lost client", async () => {
    const ended = join(host().folder, "tmp/slow-ended");
    const client = await login(host(), fleet.keyFile);
    const channel = await start(
      client,
      'echo begun; while :; do sleep 0.05; echo more || break; done 2>/dev/null; touch "$TMPDIR/slow-ended"',
    );
    await new Promise((resolve) => channel.once("data", resolve));
    channel.write(Buffer.alloc(5_000_000));
    client.destroy();
    // Without a trap the writer dies of SIGPIPE, so nobody is left to touch the file.
    await expect.poll(() => running(host().folder)).toBe(0);
    expect(existsSync(ended)).toBe(false);
  });

  test("give no shell, terminal, subsystem or forwarding", async () => {
    await withClient(async (client) => {
      const refused = (ask: (done: (error: Error | undefined) => void) => void) =>
        new Promise<string>((resolve) => ask((error) => resolve(error?.message ?? "granted")));
      expect(await refused((done) => client.shell(done))).not.toBe("granted");
      expect(await refused((done) => client.exec("true", { pty: true }, done))).not.toBe("granted");
      expect(await refused((done) => client.sftp(done))).not.toBe("granted");
      expect(await refused((done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", host().port, done))).not.toBe(
        "granted",
      );
      expect(await refused((done) => client.forwardIn("127.0.0.1", 0, done))).not.toBe("granted");
      expect(await run(client, "echo still here")).toMatchObject({ out: "still here\n" });
    });
  });

  test("let nobody in but neolane with the lab's own key", async () => {
    const { privateKey } = await keptKeyPair(join(parent, "other"));
    writeFileSync(join(parent, "other"), privateKey);
    await expect(login(host(), join(parent, "other"))).rejects.toThrow("authentication methods failed");
    await expect(login(host(), fleet.keyFile, "root")).rejects.toThrow("authentication methods failed");
    expect(await once("echo fine")).toMatchObject({ out: "fine\n" });
  });

  test("files with secrets are for the owner only", () => {
    const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
    expect(mode(".")).toBe(0o700);
    for (const name of ["answers.yaml", "private.key", "id_ed25519", "host-keys/acme-prod-1"])
      expect(mode(name)).toBe(0o600);
  });

  test("answers.yaml has the shapes that Adobe's values have, and a key that needs no separator", () => {
    const answers = parse(readFileSync(fleet.answersFile, "utf8"));
    expect(answers).toMatchObject({
      ims_org: expect.stringMatching(/^[0-9A-F]{24}@AdobeOrg$/),
      client_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      technical_account_id: expect.stringMatching(/^[0-9A-F]{24}@techacct\.adobe\.com$/),
      client_secret: expect.stringMatching(/^p8e-[0-9a-f]{32}$/),
      private_key_file: join(folder, "private.key"),
      accept_retired_jwt: true,
    });
    expect(readFileSync(answers.private_key_file).toString("base64")).toMatch(/^[A-Za-z0-9]+={0,2}$/);
  });

  test.skipIf(!sshInstalled)(
    "the inventory is enough for OpenSSH, host key and a folder with a blank included",
    async () => {
      const campaign = parse(readFileSync(fleet.inventoryFile, "utf8")).all.children.campaign;
      const { ansible_host, ansible_user, ansible_ssh_private_key_file, ansible_ssh_common_args } = campaign.vars;
      for (const { name, instance, neolaneHome } of fleet.hosts) {
        const group = campaign.children[instance];
        expect(group.vars).toEqual({ instance });
        expect(group.hosts[name].neolane_home).toBe(neolaneHome);
        const line = `ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes ${ansible_ssh_common_args} -i "$1" -p "$2" "$3" 'nlserver pdump; exit 3'`;
        const target = `${ansible_user}@${ansible_host}`;
        const port = String(group.hosts[name].ansible_port);
        const done = await answer(line, ansible_ssh_private_key_file, port, target);
        expect(done).toEqual({ status: 3, err: "", out: expect.stringContaining("watchdog (") });
      }
    },
  );

  test("another start in the folder finds the same keys and files", async () => {
    const file = join(host().neolaneHome, "nl6/conf/config-acme_prod.xml");
    writeFileSync(file, "<changed/>");
    const keys = (text: string) => text.replaceAll(/:\d+/g, "");
    const before = keys(readFileSync(fleet.knownHostsFile, "utf8"));
    await fleet.stop();
    await expect(login(host(), fleet.keyFile)).rejects.toThrow();
    fleet = await startPracticeHosts({ folder, count: 3 });
    expect(keys(readFileSync(fleet.knownHostsFile, "utf8"))).toBe(before);
    expect(readFileSync(file, "utf8")).toBe("<changed/>");
    await expect(startPracticeHosts({ folder, count: 4 })).rejects.toThrow("of another size or scenario");
  });

  test("a folder with other people's files is refused and left alone", async () => {
    writeFileSync(join(parent, "precious"), "");
    await expect(startPracticeHosts({ folder: parent, count: 1 })).rejects.toThrow(
      "is not empty and holds no practice hosts",
    );
    await expect(startPracticeHosts({ folder: "relative", count: 1 })).rejects.toThrow("cannot be the folder");
    await expect(startPracticeHosts({ folder: join(parent, "a:b"), count: 1 })).rejects.toThrow("cannot be the folder");
    expect(existsSync(join(parent, "hosts"))).toBe(false);
  });
});

/** Runs a shell line beside this process, which is busy being the hosts. */
function answer(line: string, ...args: readonly string[]) {
  return new Promise<{ status: unknown; out: string; err: string }>((resolve) => {
    execFile("/bin/sh", ["-c", line, "sh", ...args], { timeout: 20_000 }, (error, out, err) => {
      resolve({ status: error?.code ?? 0, out, err });
    });
  });
}

/** How many processes have their temporary files in a practice host's folder. */
function running(folder: string): number {
  const script = 'grep -lsF "TMPDIR=$1/tmp" /proc/[0-9]*/environ | grep -vc "^/proc/$$/"';
  return Number(spawnSync("/bin/sh", ["-c", script, "sh", folder], { encoding: "utf8" }).stdout.trim());
}
