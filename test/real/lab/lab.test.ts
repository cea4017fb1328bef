import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { labDown } from "../../../src/lab/lab-down.ts";
import { labStatus } from "../../../src/lab/lab-status.ts";
import { labUp } from "../../../src/lab/lab-up.ts";
import { processIdentity } from "../../../src/lab/process-identity.ts";
import type { Scenario } from "../../../src/lab/scenarios.ts";
import { builtDaemon } from "./built-daemon.ts";
import { login, run } from "./ssh-session.ts";

let daemon: ReturnType<typeof builtDaemon>;
let folder = "";
const parent = mkdtempSync(join(tmpdir(), "runbook-lab-"));
let number = 0;
beforeAll(() => {
  daemon = builtDaemon();
});
beforeEach(() => {
  folder = join(parent, `lab${++number}`);
});
afterAll(() => {
  rmSync(parent, { recursive: true });
  daemon.remove();
});

const up = (count: number, scenario: Scenario = "default") => labUp({ folder, count, scenario, daemon: daemon.path });

/** The hosts as the inventory has them. */
function hosts() {
  const { campaign } = parse(readFileSync(join(folder, "inventory.yaml"), "utf8")).all.children;
  return Object.entries<{
    hosts: Record<string, { ansible_port: number; ansible_user?: string; neolane_home: string }>;
  }>(campaign.children).flatMap(([instance, group]) =>
    Object.entries(group.hosts).map(([name, variables]) => {
      const { ansible_port: port, ansible_user: user = "neolane", neolane_home: neolaneHome } = variables;
      return { name, instance, port, user, neolaneHome, folder: join(folder, "hosts", name) };
    }),
  );
}

async function answers(index = 0, command = "echo hello"): Promise<string> {
  const client = await login(hosts()[index] ?? expect.fail(), join(folder, "id_ed25519"));
  const { out, err } = await run(client, command);
  client.end();
  return out + err;
}

test("up starts hosts that outlive the command, status finds them, down ends them", async () => {
  expect(await labStatus(folder)).toEqual({ kind: "absent" });
  const { state, already } = await up(3);
  expect(already).toBe(false);
  expect(state).toMatchObject({ count: 3, scenario: "default", ready: true });
  for (const index of [0, 1, 2]) expect(await answers(index)).toBe("hello\n");
  expect(await labStatus(folder)).toEqual({ kind: "up", state });
  expect(statSync(join(folder, "lab.json")).mode & 0o777).toBe(0o600);
  expect(await labDown(folder)).toBe("stopped");
  expect(await processIdentity(state.pid)).toBeUndefined();
  expect(await labStatus(folder)).toEqual({ kind: "down" });
  await expect(answers()).rejects.toThrow("ECONNREFUSED");
  expect(await labDown(folder)).toBe("was down");
  expect(readFileSync(join(folder, "lab.log"), "utf8")).toMatch(
    /3 hosts, scenario default\n[\s\S]*login\n[\s\S]*ended\n$/,
  );
});

test("up again says that they run, another size is refused, and after down they keep their files", async () => {
  const first = await up(1);
  expect(await up(1)).toEqual({ state: first.state, already: true });
  await expect(up(2)).rejects.toThrow("1 practice host (scenario default) run already");
  await answers(0, "echo mine > nl6/conf/mine");
  await labDown(folder);
  await expect(up(2)).rejects.toThrow("of another size or scenario");
  expect((await up(1)).already).toBe(false);
  expect(await answers(0, "cat nl6/conf/mine")).toBe("mine\n");
  expect(await labDown(folder, { remove: true })).toBe("stopped");
  expect(existsSync(folder)).toBe(false);
  expect((await up(2)).state.count).toBe(2);
  await labDown(folder);
});

test("down ends commands that run on the hosts", async () => {
  await up(1);
  const client = await login(hosts()[0] ?? expect.fail(), join(folder, "id_ed25519"));
  const shell = run(client, 'echo $$ >"$TMPDIR/pid"; sleep 1000; true').catch(() => undefined);
  const file = join(folder, "hosts/acme-prod-1/tmp/pid");
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8")).toMatch(/^\d+\n$/);
  await labDown(folder);
  expect(await processIdentity(Number(readFileSync(file, "utf8")))).toBeUndefined();
  await shell;
});

test("the hosts end when their folder is removed", async () => {
  const { state } = await up(1);
  rmSync(folder, { recursive: true });
  await expect.poll(() => processIdentity(state.pid), { timeout: 15_000 }).toBeUndefined();
});

test("a process that only has the pid of a former lab is left alone", async () => {
  const { state } = await up(1);
  const stranger = spawn("sleep", ["1000"]);
  await once(stranger, "spawn");
  await labDown(folder);
  writeFileSync(join(folder, "lab.json"), JSON.stringify({ ...state, pid: stranger.pid }));
  expect(await labStatus(folder)).toEqual({ kind: "down" });
  expect(await labDown(folder)).toBe("was down");
  expect((await up(1)).already).toBe(false);
  await labDown(folder);
  expect(stranger.exitCode).toBeNull();
  expect(await processIdentity(stranger.pid ?? 0)).toBeDefined();
  stranger.kill();
});

test("two ups at the same time make one lab", async () => {
  const both = await Promise.allSettled([up(2), up(2)]);
  expect(both.map(({ status }) => status)).toContain("fulfilled");
  for (const one of both)
    if (one.status === "rejected") expect(String(one.reason)).toContain("are being started already");
  expect(await answers()).toBe("hello\n");
  const status = await labStatus(folder);
  expect(await labDown(folder)).toBe("stopped");
  expect(status.kind === "up" && (await processIdentity(status.state.pid))).toBeUndefined();
});

test("folders of others, and none at all, are told apart", async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "id_ed25519"), "somebody's key");
  await expect(up(1)).rejects.toThrow("is not empty and holds no practice hosts");
  await expect(labDown(folder, { remove: true })).rejects.toThrow("there are no practice hosts in");
  expect(readFileSync(join(folder, "id_ed25519"), "utf8")).toBe("somebody's key");
  writeFileSync(join(parent, "file"), "");
  await expect(
    labUp({ folder: join(parent, "file/below"), count: 1, scenario: "default", daemon: daemon.path }),
  ).rejects.toThrow("cannot be made");
});

test("what the process that keeps the hosts cannot do is reported by up", async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "practice-hosts.json"), '{"count":1,"scenario":"default"}\n');
  writeFileSync(join(folder, "hosts"), "not a folder");
  await expect(up(1)).rejects.toThrow("EEXIST");
  expect(await labStatus(folder)).toEqual({ kind: "down" });
});

test("scenarios are seen from outside", async () => {
  await up(2, "unreachable");
  expect(await answers(0)).toBe("hello\n");
  await expect(answers(1)).rejects.toThrow("ECONNREFUSED");
  await labDown(folder, { remove: true });
  await up(2, "sudo-refused");
  expect(await answers(0, "sudo -n true")).toBe("");
  expect(await answers(1, "sudo -n true")).toBe("sudo: a password is required\n");
  await labDown(folder, { remove: true });
  await up(2, "wrong-host-key");
  const known = readFileSync(join(folder, "known_hosts"), "utf8").split("\n");
  const own = (name: string) => readFileSync(join(folder, "host-keys", `${name}.pub`), "utf8").split(" ")[1];
  expect(known[0]?.split(" ")[2]).toBe(own("acme-prod-1"));
  expect(known[1]?.split(" ")[2]).not.toBe(own("acme-stage-1"));
  await labDown(folder);
});
