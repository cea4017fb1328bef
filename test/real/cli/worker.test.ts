import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { workerOf } from "../../support/test-worker.ts";

let server: PracticeServer;
let user: Controller;

beforeAll(async () => {
  server = await startServer();
  user = controller();
});
afterAll(async () => {
  user.remove();
  await server.close();
});
beforeEach(() => {
  const line = [
    "ansible_host=127.0.0.1",
    `ansible_port=${server.target.port}`,
    "ansible_user=neolane",
    `ansible_ssh_private_key_file=${join(server.folder, "id")}`,
    `ansible_ssh_common_args="-o UserKnownHostsFile=${join(server.folder, "known_hosts")}"`,
  ].join(" ");
  writeFileSync(join(user.folder, "hosts.ini"), `web1 ${line}\nweb2 ${line}\n`);
});

/** The program at work on both hosts until a file is there, and its worker. */
async function atWork(...args: readonly string[]) {
  const file = join(user.folder, `go-${Math.random()}`);
  const wait = `echo up >>${file}.up; while [ -d ${user.folder} ] && [ ! -e ${file} ]; do sleep 0.05; done; echo done`;
  const run = user.start("exec", "all", "-i", "hosts.ini", ...args, "--", "sh", "-c", wait);
  await expect
    .poll(() => existsSync(`${file}.up`) && readFileSync(`${file}.up`, "utf8"), { timeout: 20_000 })
    .toBe("up\nup\n");
  const worker = workerOf(run.pid);
  if (worker === undefined) throw new Error("there is no worker");
  return { ...run, worker, goOn: () => writeFileSync(file, "") };
}

/** Not counting one that is dead, and not yet buried by init. */
const isThere = (pid: number) => existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";

test("one host needs no worker", async () => {
  const run = user.start("exec", "web1", "-i", "hosts.ini", "--", "sh", "-c", `echo up >${user.folder}/up; sleep 1`);
  await expect.poll(() => existsSync(join(user.folder, "up")), { timeout: 20_000 }).toBe(true);
  expect(workerOf(run.pid)).toBe(undefined);
  expect((await run.ended).exitCode).toBe(0);
});

test("two hosts have one, which is deaf to what a terminal sends to all, and gone with the run", async () => {
  const { worker, goOn, ended } = await atWork();
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM", "SIGUSR1"] as const) process.kill(worker, signal);
  goOn();
  const { exitCode, stdout } = await ended;
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("web1, web2  (2 hosts)\n  done\n")]);
  await expect.poll(() => isThere(worker), { timeout: 3_000 }).toBe(false);
});

test.each([
  ["works", false],
  ["hears nothing any more", true],
])("a worker that %s is gone at once when the run is killed", async (_, deaf) => {
  const { worker, pid, ended } = await atWork();
  if (deaf) process.kill(worker, "SIGSTOP");
  process.kill(pid, "SIGKILL");
  await ended;
  await expect.poll(() => isThere(worker), { timeout: 3_000 }).toBe(false);
});

test("a worker that has only just begun does not outlive its run either", async () => {
  for (let round = 0; round < 12; round++) {
    const run = user.start("exec", "all", "-i", "hosts.ini", "--", "sleep", "1");
    let worker: number | undefined;
    await expect.poll(() => (worker = workerOf(run.pid)), { timeout: 20_000, interval: 2 }).not.toBe(undefined);
    process.kill(run.pid, "SIGKILL");
    await run.ended;
    await expect.poll(() => worker !== undefined && isThere(worker), { timeout: 5_000 }).toBe(false);
  }
});

test("when the worker is killed, that is told, and every host comes to an end of its own", async () => {
  const { worker, goOn, ended } = await atWork("--format", "json");
  process.kill(worker, "SIGKILL");
  goOn();
  const events = eventsOf(await ended);
  const message = expect.stringContaining("was killed by SIGKILL; another one connects to the hosts again");
  expect(events).toContainEqual(expect.objectContaining({ type: "noted", message }));
  for (const host of ["web1", "web2"]) {
    const ends = events.filter((event) => event.host === host && /^(task.finished|host.lost)$/.test(event.type));
    expect(ends.length).toBe(1);
  }
});

test("it is in no help, and does nothing for those who call it by hand", async () => {
  expect((await user.run("--help")).stdout).not.toMatch(/worker/);
  expect(await user.run("--transport-worker")).toMatchObject({
    exitCode: 5,
    stderr: expect.stringContaining("RB8001"),
  });
});
