import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepAnswers } from "../../../src/lab/answers-file.ts";
import { type CampaignLab, startCampaignLab } from "../../support/campaign-lab.ts";
import { type Controller, controller, type Ended } from "../../support/program.ts";
import { canRunRealLab, whyNoRealLab } from "../../support/real-lab.ts";

const watcher = fileURLToPath(new URL("../../support/watch-arguments.mjs", import.meta.url));
const token = "canary-9b1f6c2e8d7a4053";

const runbook = `name: a token on its way
inputs:
  token:
    type: string
    secret: true
plays:
  - hosts: all
    tasks:
      - name: a file with a token
        copy:
          dest: /tmp/token
          content: "token = {{ token }}\\n"
          mode: "0600"
      - name: a command that reads the token
        command:
          cmd: sh -c "cat >/tmp/heard"
          stdin: "{{ token }}"
`;

interface Find {
  readonly text: string;
  readonly program: readonly string[];
  /** Milliseconds between the first sight and the last. */
  readonly window: number;
}

describe.skipIf(!canRunRealLab)(`three planted secrets (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let campaign: CampaignLab;
  let me: Controller;
  let answers: string;
  /** Each secret in every form in which it may travel. */
  let needles: readonly (readonly [string, string])[];

  beforeAll(async () => {
    campaign = await startCampaignLab(2);
    me = controller();
    answers = await keepAnswers(me.folder);
    writeFileSync(join(me.folder, "token.yaml"), runbook);
    writeFileSync(join(me.folder, "token-answers.yaml"), `token: ${token}\n`, { mode: 0o600 });
    const secret = /client_secret: "(.*)"/.exec(readFileSync(answers, "utf8"))?.[1] ?? "";
    const pem = readFileSync(join(me.folder, "private.key"), "utf8");
    const line = pem.split("\n")[12] ?? "";
    expect([secret.length, line.length]).toEqual([36, 64]);
    needles = [
      ["client secret", secret],
      ["client secret, base64", inner(secret)],
      ["private key", line],
      ["private key, base64", Buffer.from(pem).toString("base64").slice(400, 460)],
      ["token", token],
      ["token, base64", inner(token)],
    ];
  });
  afterAll(async () => {
    me?.remove();
    await campaign?.lab.down();
  });

  test("are in no output, in no file here, and in no process's arguments but those of nlserver config", async () => {
    const { lab } = campaign;
    const watch = await startWatching(needles.map(([, text]) => text));
    const triggers = [
      "triggers-io.yaml",
      "-e",
      `@${answers}`,
      "-e",
      "log_watch=1s",
      "-i",
      lab.inventory("ops"),
    ] as const;
    const tokens = ["token.yaml", "-e", "@token-answers.yaml", "-i", lab.inventory()] as const;
    const runs: readonly Ended[] = [
      await me.run("plan", ...triggers),
      await me.run("apply", "-y", "-D", "-v", "--verify", ...triggers),
      await me.run("apply", "-y", "--format", "json", ...triggers, "-e", "allow_replace=true"),
      await me.run("plan", "--format", "json", ...tokens),
      await me.run("apply", "-y", "-D", "-v", ...tokens),
      await me.run("show", "last", "--format", "json"),
    ];
    const { found, looks } = await watch.end();

    expect(runs.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(runs.map(() => [0, ""]));
    expect(lab.read(1, "/tmp/token").toString()).toBe(`token = ${token}\n`);
    expect(lab.read(1, "/tmp/heard").toString()).toBe(`${token}\n`);
    for (const { stdout } of runs) expect(hits(stdout)).toEqual([]);
    const ours = filesBelow(me.folder).filter((path) => !/(answers\.yaml|private\.key)$/.test(path));
    expect(ours.some((path) => path.endsWith("/journal"))).toBe(true);
    expect(ours.flatMap((path) => hits(readFileSync(path, "latin1")).map((hit) => `${path}: ${hit}`))).toEqual([]);
    expect(looks).toBeGreaterThan(500);
    expect(found.filter(({ program }) => !isNlserverConfig(program))).toEqual([]);
    const windows = found.filter(({ text }) => text === "client secret").map(({ window }) => Math.round(window));
    expect(windows.length).toBeGreaterThan(0);
    console.info(`nlserver config showed the client secret in its arguments for ${Math.max(...windows)} ms at most`);
  }, 60_000);

  test("lie in no file of a host but those that were to hold them", () => {
    const { lab } = campaign;
    for (const host of [1, 2]) {
      const paths = lab.written(host).map((path) => lab.path(host, path));
      const files = [
        ...paths.filter(isFile),
        ...filesBelow(lab.path(host, "/tmp")),
        ...filesBelow(lab.path(host, "/run")),
      ];
      const holding = files.filter((path) => hits(readFileSync(path, "latin1")).length > 0);
      expect(holding.map((path) => path.replace(/^.*\/root\//, "/")).sort()).toEqual(["/tmp/heard", "/tmp/token"]);
    }
  });

  function hits(text: string): readonly string[] {
    return needles.filter(([, needle]) => text.includes(needle)).map(([name]) => name);
  }

  async function startWatching(texts: readonly string[]) {
    const child = spawn(process.execPath, [watcher], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(`${JSON.stringify(texts)}\n`);
    expect((await lines.next()).value).toBe('"watching"');
    return {
      async end(): Promise<{ found: readonly Find[]; looks: number }> {
        const exit = once(child, "exit");
        child.stdin.end();
        const found: Find[] = [];
        let looks = 0;
        for await (const line of { [Symbol.asyncIterator]: () => lines }) {
          const value: { looks: number } | [number, readonly string[], number] = JSON.parse(line);
          if ("looks" in value) looks = value.looks;
          else found.push({ text: needles[value[0]]?.[0] ?? "", program: value[1], window: value[2] });
        }
        await exit;
        return { found, looks };
      },
    };
  }
});

/** The part of the base64 form that stays the same wherever in a text the secret stands at a multiple of three. */
function inner(secret: string): string {
  return Buffer.from(secret).toString("base64").slice(0, 24);
}

/** nlserver takes these secrets as arguments and in no other way; as a script, its interpreter stands before it. */
function isNlserverConfig(program: readonly string[]): boolean {
  const at = program.findIndex((word) => word.endsWith("/nlserver"));
  return at >= 0 && at <= 1 && program[at + 1] === "config";
}

function filesBelow(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  return paths.filter(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
