import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseJumps } from "../../../src/transport/jump-hosts.ts";
import { optionsOfDump } from "../../../src/transport/ssh-config-dump.ts";
import { type ConfigQuestion, evaluateConfig } from "../../../src/transport/ssh-config-evaluate.ts";
import { readConfigFile } from "../../../src/transport/ssh-config-file.ts";
import { sshSettings } from "../../../src/transport/ssh-options.ts";

/** Files compared; RUNBOOK_DIFFERENTIAL_RUNS=10000 for a campaign by hand. */
const count = Number(process.env.RUNBOOK_DIFFERENTIAL_RUNS ?? 500);
const canRunSsh = spawnSync("ssh", ["-V"]).error === undefined;
const hosts = ["web1", "web10", "db.example.net", "WEB1", "10.0.0.1", "a"] as const;
const users = ["ann", "neolane", undefined] as const;

const name = fc.constantFrom(
  ...hosts,
  "*",
  "web*",
  "*.example.net",
  "10.0.0.?",
  "we?1",
  "b",
  "!web1",
  "!*.net",
  "!a",
  "?",
);
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const text = fc.constantFrom("x", "y1", "z-2", "%h", "%h.example.net", "in%%side", "Alias");
const quoted = (inner: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 4, arbitrary: inner },
    { weight: 1, arbitrary: inner.map((one) => `"${one}"`) },
    { weight: 1, arbitrary: inner.map((one) => `${one} # a comment`) },
  );
const path = fc.constantFrom("~/.ssh/k1", "/keys/%h", "/keys/%r@%n", "none", "/k/id", "k/relative", "/x\\'y", "'/q r'");
const time = fc.constantFrom("5", "1m", "1m30s", "90s", "2h");

const setting = fc.oneof(
  fc.tuple(
    fc.constantFrom("HostName", "hostname", "HOSTNAME"),
    quoted(fc.constantFrom("x.net", "%h.net", "10.1.1.1", "%h")),
  ),
  fc.tuple(fc.constant("User"), quoted(fc.constantFrom("ann", "bob", "neolane"))),
  fc.tuple(fc.constant("Port"), fc.constantFrom("22", "2222", "77")),
  fc.tuple(fc.constantFrom("IdentityFile", "identityfile"), path),
  fc.tuple(fc.constant("IdentitiesOnly"), fc.constantFrom("yes", "no", "true")),
  fc.tuple(fc.constant("IdentityAgent"), fc.constantFrom("none", "SSH_AUTH_SOCK", "/run/agent", "~/agent")),
  fc.tuple(
    fc.constant("ProxyJump"),
    fc.constantFrom("j1", "ann@j1:2222,j2", "none", "ssh://bob@j3:22", "j4 # no host"),
  ),
  fc.tuple(
    fc.constant("ProxyCommand"),
    fc.constantFrom("nc %h %p", "none", "ssh -W '[%h]:%p' gate # no comment", '"nc" x'),
  ),
  fc.tuple(fc.constant("ConnectTimeout"), time),
  fc.tuple(fc.constant("ServerAliveInterval"), time),
  fc.tuple(fc.constant("ServerAliveCountMax"), fc.constantFrom("1", "3", "9")),
  fc.tuple(fc.constant("HostKeyAlias"), quoted(text.filter((one) => !one.includes("%")))),
  fc.tuple(fc.constant("UserKnownHostsFile"), fc.constantFrom("/k1", "/k1 /k2", '"/k3" ~/k4', "none", "/dev/null")),
  fc.tuple(fc.constant("GlobalKnownHostsFile"), fc.constantFrom("/g1", "/g1 /g2")),
  fc.tuple(fc.constant("StrictHostKeyChecking"), fc.constantFrom("yes", "ask", "accept-new", "true")),
  fc.tuple(fc.constantFrom("ForwardAgent", "Compression"), fc.constant("no")),
);
const separator = fc.constantFrom(" ", "  ", "\t", "=", " = ", " =");
const settingLine = fc
  .tuple(fc.constantFrom("", "  ", "\t"), setting, separator, fc.constantFrom("", " ", "\t"))
  .map(([indent, [keyword, value], between, end]) => `${indent}${keyword}${between}${value}${end}`);
const list = fc.array(
  fc.constantFrom("web1", "web*", "*.net", "!web1", "x.net", "10.*", "ann", "bob", "root", "!ann"),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const condition = fc
  .tuple(
    fc.constantFrom("", "", "", "!"),
    fc.constantFrom("host", "originalhost", "user", "localuser", "Host"),
    list,
    fc.boolean(),
  )
  .map(([not, word, values, quote]) => `${not}${word} ${quote ? `"${values.join(",")}"` : values.join(",")}`);
const blockLine = fc.oneof(
  { weight: 3, arbitrary: names.map((all) => `Host ${all.join(" ")}`) },
  { weight: 1, arbitrary: names.map((all) => `host=${all.map((one) => `"${one}"`).join(" ")}`) },
  { weight: 3, arbitrary: fc.array(condition, { minLength: 1, maxLength: 2 }).map((all) => `Match ${all.join(" ")}`) },
  { weight: 1, arbitrary: fc.constant("Match all") },
  { weight: 1, arbitrary: fc.constantFrom("# a comment", "", "   ", "\t# Host x") },
);
const lines = fc.array(fc.oneof({ weight: 5, arbitrary: settingLine }, { weight: 2, arbitrary: blockLine }), {
  minLength: 1,
  maxLength: 12,
});
const sample = fc.record({
  main: lines,
  extra: fc.array(lines, { maxLength: 2 }),
  include: fc.nat(12),
  host: fc.constantFrom(...hosts),
  user: fc.constantFrom(...users),
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-config-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!canRunSsh)(`reads ${count} files as ssh -G does (needs ssh)`, { timeout: 600_000 }, () => {
  const asker = { user: userInfo().username, folder };
  const samples = fc.sample(sample, { numRuns: count, seed: Number(process.env.RUNBOOK_DIFFERENTIAL_SEED ?? 1) });
  const cases = samples.map((one, index) => {
    const own = join(folder, String(index));
    mkdirSync(own);
    const main = [...one.main];
    if (one.extra.length > 0) main.splice(one.include, 0, `Include ${own}/*.conf`);
    for (const [number, more] of one.extra.entries()) {
      writeFileSync(join(own, `${number}.conf`), `${more.join("\n")}\n`, { mode: 0o600 });
    }
    const file = join(own, "config");
    writeFileSync(file, `${main.join("\n")}\n`, { mode: 0o600 });
    const question: ConfigQuestion = { host: one.host, ...(one.user !== undefined && { user: one.user }) };
    return { file, question, text: [main, ...one.extra].map((all) => all.join("\n")).join("\n--- included\n") };
  });
  const outputs = dumps(cases);
  cases.forEach(({ file, question, text: written }, index) => {
    const output = outputs[index];
    const ours = settingsOr(() =>
      evaluateConfig([readConfigFile(file, { home: userInfo().homedir, kind: "user" })], question, asker),
    );
    const theirs = output === undefined ? "refused" : settingsOr(() => optionsOfDump(output, question.host, asker));
    expect(plain(ours, question), `${JSON.stringify(question)}\n${written}`).toEqual(plain(theirs, question));
  });
});

type Settings = ReturnType<typeof sshSettings> | "refused";

function settingsOr(options: () => Parameters<typeof sshSettings>[0]): Settings {
  try {
    return sshSettings(options());
  } catch {
    return "refused";
  }
}

/** What ssh does not tell apart: a default and the same value written out; where an option stands. */
function plain(settings: Settings, question: ConfigQuestion) {
  if (settings === "refused") return settings;
  const home = userInfo().homedir;
  const files = (paths: readonly string[] | undefined, defaults: readonly string[]) =>
    (paths ?? defaults).map((path) => path.replace(/^~/, home));
  const { proxy } = settings;
  return {
    ...settings,
    userKnownHosts: files(settings.userKnownHosts, [`${home}/.ssh/known_hosts`, `${home}/.ssh/known_hosts2`]),
    globalKnownHosts: files(settings.globalKnownHosts, ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]),
    identityFiles: [...new Set(settings.identityFiles?.map(({ path }) => path))],
    port: settings.port ?? "22",
    user: question.user ?? settings.user ?? userInfo().username,
    hostName: (settings.hostName ?? question.host).toLowerCase(),
    hostKeyAlias: settings.hostKeyAlias?.toLowerCase(),
    identitiesOnly: settings.identitiesOnly ?? false,
    identityAgent: settings.identityAgent?.replace(/^~/, home),
    aliveCount: settings.aliveCount ?? "3",
    acceptNew: settings.acceptNew ?? false,
    proxy: proxy === undefined || proxy.text === "none" ? undefined : wayOf(proxy),
  };
}

function wayOf({ kind, text: way }: NonNullable<Exclude<Settings, string>["proxy"]>) {
  return kind === "jump" ? parseJumps(way, "it") : way;
}

/** `ssh -G` for all cases, a hundred in a process each. `undefined` where ssh refuses. */
function dumps(cases: readonly { file: string; question: ConfigQuestion }[]): readonly (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (let start = 0; start < cases.length; start += 100) {
    const script = cases
      .slice(start, start + 100)
      .map(({ file, question }) => {
        const user = question.user === undefined ? "" : `-l ${question.user}`;
        return `ssh -G -F ${file} ${user} -- '${question.host}' 2>/dev/null </dev/null; printf '=%s=\\n' "$?"`;
      })
      .join("\n");
    const { stdout } = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8", maxBuffer: 256 << 20 });
    const parts = stdout.split(/^=(\d+)=\n/m);
    for (let i = 0; i + 1 < parts.length; i += 2) found.push(parts[i + 1] === "0" ? parts[i] : undefined);
  }
  return found;
}
