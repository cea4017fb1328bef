import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Practice, practice } from "../../support/practice.ts";
import type { Ended } from "../../support/program.ts";

// Three secrets are planted: a token, a private key, and a text with every character that something could stumble over.
const token = "tok-5Yd83kfPqW20sLmx";
const hostile = `p8e-3f9A"<&'7kQz`;
let key = "";
let lab: Practice;

/** Pieces by which each secret is known wherever it turns up, encoded or torn apart; no other key has these pieces. */
function needles(): readonly string[] {
  const body = key.split("\n").filter((line) => line.length === 64 && !line.startsWith("-"));
  const pieces = body.slice(1).map((line) => line.slice(20, 44));
  const base64 = [token, hostile].map((text) => Buffer.from(text).toString("base64").slice(0, -4));
  const written = [
    ...pieces,
    token,
    "p8e-3f9A",
    "7kQz",
    ...base64,
    Buffer.from(key).toString("base64").slice(300, 340),
  ];
  return written.filter((text) => text !== "");
}

function leaks(text: string): readonly string[] {
  return needles().filter((needle) => text.includes(needle));
}

/** Command lines of other processes that hold a secret, looked for again and again while `work` runs. */
async function watchingProcesses<T>(work: () => Promise<T>): Promise<{ result: T; seen: ReadonlySet<string> }> {
  const seen = new Set<string>();
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        if (leaks(line).length > 0) seen.add(line);
      } catch {
        // It ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, 15);
  try {
    return { result: await work(), seen };
  } finally {
    clearInterval(timer);
  }
}

/** Files below a folder that hold a secret. */
function leakyFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => leaks(readFileSync(path, "latin1")).length > 0);
}

const debugging = { NODE_DEBUG: "child_process,net,stream,fs,module", DEBUG: "*" };
const run = (...words: readonly string[]) => lab.user.with(debugging).run(...words);

const probe = `name: Every way out
inputs:
  token: { type: string, secret: true }
plays:
  - hosts: acme_stage
    tasks:
      - { name: Say it, debug: { msg: "the token is {{ token }}" } }
      - { name: Pass it on, command: { argv: [cat], stdin: "{{ token }}" }, register: heard }
      - { name: Say what came back, debug: { msg: "{{ heard.stdout | default('') }} {{ heard.stdout | default('') | b64encode }}" } }
      - { name: Fail with it, fail: { msg: "no {{ token }}" }, ignore_errors: true }
      - { name: Compare it, assert: { that: "token == 'other'", fail_msg: "{{ token }} is wrong" }, ignore_errors: true }
      - { name: Choke on it, command: { argv: [sh, -c, "cat >&2; exit 3"], stdin: "{{ token }}" }, ignore_errors: true }
      - { name: As an argument, command: { argv: [echo, "{{ token }}"] } }
`;

beforeAll(async () => {
  lab = await practice(3, { scenario: "unreachable" });
  key = readFileSync(join(lab.folder, "private.key"), "utf8");
  const broken = "hosts/acme-prod-1/usr/local/neolane/nl6/conf/config-acme_prod.xml";
  appendFileSync(join(lab.folder, broken), "<broken");
  const answers = readFileSync(lab.fleet.answersFile, "utf8");
  const planted = answers.replace(/^client_secret:.*$/m, `client_secret: ${JSON.stringify(hostile)}`);
  writeFileSync(lab.fleet.answersFile, `${planted}token: ${token}\n`);
  writeFileSync(join(lab.user.folder, "probe.yaml"), probe);
});
afterAll(() => lab.remove());

function clean(ended: Ended): void {
  expect(leaks(ended.stdout)).toEqual([]);
  expect(leaks(ended.stderr)).toEqual([]);
  expect(leakyFiles(lab.user.folder)).toEqual([]);
  const allowed = ["answers.yaml", "private.key"].map((name) => join(lab.folder, name));
  expect(leakyFiles(lab.folder).filter((path) => !allowed.includes(path))).toEqual([]);
}

describe("planted secrets come out nowhere: one host is fine, one fails, one is unreachable", () => {
  test.for([
    ["plan", "text", "-v"],
    ["plan", "json", "-D"],
    ["apply", "json", "-y", "-D", "-v"],
    ["apply", "text", "-y", "-D", "-v", "--verify"],
  ] as const)("%s as %s", async ([command, format, ...flags]) => {
    const words = lab.words(command, "--format", format, ...flags);
    const { result, seen } = await watchingProcesses(() => run(...words));
    expect(result.exitCode).toBe(6);
    clean(result);
    if (command === "apply" && format === "json") expect([...seen]).not.toEqual([]);
    for (const line of seen) expect(line).toMatch(/^\S*\/sh \S*\/nlserver config -instance:/);
    clean(await run("show", "last"));
    clean(await run("show", "last", "--format", "json"));
  });

  test.for(["text", "json"])("a runbook that tries every way out, as %s", async (format) => {
    for (const command of ["plan", "apply"]) {
      const words = [command, "probe.yaml", "-i", lab.fleet.inventoryFile, "-e", `@${lab.fleet.answersFile}`];
      const more = ["-D", "-v", "--format", format, ...(command === "apply" ? ["-y"] : [])];
      const { result, seen } = await watchingProcesses(() => run(...words, ...more));
      clean(result);
      expect([...seen]).toEqual([]);
      expect(result.stdout).toContain("(secret token)");
      expect(result.stdout).toContain("RB5011");
      expect(result.exitCode).toBe(2);
      clean(await run("show", "last", "--format", format));
    }
  });

  test("secrets from the environment and from commands are masked too", async () => {
    const fromCommand = probe.replace("secret: true }", `secret: true, command: [printf, '${token}'] }`);
    const words = ["apply", "probe.yaml", "-y", "-i", lab.fleet.inventoryFile, "-D"];
    clean(await lab.user.with({ RUNBOOK_INPUT_TOKEN: token }).run(...words));
    writeFileSync(join(lab.user.folder, "probe.yaml"), fromCommand.replace(token, "tok-5Yd83kfP''qW20sLmx"));
    const ended = await lab.user.run(...words);
    clean(ended);
    expect(ended.stdout).toContain("RB5011");
  });
});
