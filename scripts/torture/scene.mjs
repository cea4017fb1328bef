// One trial's place: a controller's home and state, and hosts that are folders with homes of their own.
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathsOf, runbook, secret } from "./runbook.mjs";

/** What all processes of a scene have in their environment. */
export const markOf = (folder) => `TORTURE_SCENE=${folder}`;

/**
 * A scene. `shells`: words in front of `sh` for a host, such as a tracer. `tools`: folders that come first in a host's PATH.
 * `bash`: hosts whose `sh` is bash. `place`: where hosts' folders are, when not beside the controller's. `play`: the runbook's file, when it is not the usual one.
 */
export function scene(
  program,
  { hosts = ["h1", "h2", "h3"], shells = {}, tools = {}, bash = [], place, pause, play } = {},
) {
  const folder = place ?? mkdtempSync(join(tmpdir(), "torture-"));
  const control = place === undefined ? folder : mkdtempSync(join(tmpdir(), "torture-"));
  const made = { folder, control, hosts, program, outputs: [] };
  mkdirSync(join(control, "home"));
  for (const host of hosts) prepareHost(join(folder, host), pathsOf(host));
  if (bash.length > 0) {
    mkdirSync(join(control, "bash"));
    symlinkSync("/bin/bash", join(control, "bash/sh"));
  }
  setHosts(made, { shells, tools, bash });
  writeFileSync(join(control, "site.yaml"), JSON.stringify(play ?? runbook(folder, pause)));
  return made;
}

/** Says anew how hosts are reached. */
export function setHosts({ folder, control, hosts }, { shells = {}, tools = {}, bash = [] } = {}) {
  const each = hosts.map((host) => {
    const path = [bash.includes(host) && join(control, "bash"), tools[host], process.env.PATH]
      .filter(Boolean)
      .join(":");
    const words = ["env", `HOME=${join(folder, host, "home")}`, `PATH=${path}`, ...(shells[host] ?? []), "sh"];
    return [host, { ansible_connection: "exec", exec_command: words }];
  });
  writeFileSync(join(control, "inventory.yaml"), JSON.stringify({ all: { hosts: Object.fromEntries(each) } }));
}

function prepareHost(folder, paths) {
  for (const name of ["", "home", "srv", "log"]) mkdirSync(join(folder, name));
  for (const [name, [before]] of Object.entries(paths)) {
    if (before === null) continue;
    writeFileSync(join(folder, name), before.text);
    chmodSync(join(folder, name), before.mode);
  }
}

/**
 * Starts the program in a scene. `killAfter`: milliseconds until SIGKILL. `signals`: `[[milliseconds, name], ...]`. `tracer`:
 * words in front of node. `ended` tells how it ended: `{ args, exitCode, signal, stdout, stderr, took, wasCut }`.
 */
export function start(made, args, { killAfter, signals = [], tracer = [], env = {} } = {}) {
  const [file, ...words] = [...tracer, process.execPath, made.program.main, ...args];
  const child = spawn(file, words, {
    cwd: made.control,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment(made), ...env },
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  const result = { args, stdout: "", stderr: "", wasCut: false };
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    result.stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    result.stderr += chunk;
  });
  const began = performance.now();
  const all = [...(killAfter === undefined ? [] : [[killAfter, "SIGKILL"]]), ...signals];
  const timers = all.map(([time, name]) =>
    setTimeout(() => {
      result.wasCut = true;
      child.kill(name);
    }, time),
  );
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      for (const timer of timers) clearTimeout(timer);
      const end = { ...result, exitCode, signal, took: performance.now() - began };
      made.outputs.push(end);
      resolve(end);
    });
  });
  return { child, ended };
}

/** As `start`, to its end. */
export const run = (made, args, how) => start(made, args, how).ended;

function environment({ folder, control }) {
  const [name, value] = markOf(folder).split("=");
  return {
    PATH: process.env.PATH,
    HOME: join(control, "home"),
    XDG_STATE_HOME: join(control, "state"),
    NO_COLOR: "1",
    UV_THREADPOOL_SIZE: "1",
    RUNBOOK_INPUT_WORD: secret,
    [name]: value,
  };
}

/** Folders of the runs so far, oldest first. */
export function runFolders({ control }) {
  const runs = join(control, "state/runbook/runs");
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .sort()
    .map((name) => join(runs, name));
}

/** Takes a scene away; what still runs there must have been ended. */
export function remove({ folder, control }) {
  for (const path of new Set([folder, control])) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
