import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { arch, hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isMap, type Value } from "../../src/expression/value.ts";
import { distributionFacts } from "../../src/modules/setup/distribution-facts.ts";
import { readFacts } from "../../src/modules/setup/read-facts.ts";
import { allSubsets, chosenSubsets } from "../../src/modules/setup/subsets.ts";
import setup from "../../src/modules/setup.ts";
import { type Arguments, decideWith, refusal } from "../support/decide-with.ts";
import { fakeHost } from "../support/fake-host.ts";
import { folderHost } from "../support/folder-host.ts";

const folder = mkdtempSync(join(tmpdir(), "runbook-setup-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function factsHere(given: Arguments = {}): Promise<Readonly<Record<string, Value>>> {
  const { result, changes } = await decideWith(setup, given, folderHost(folder));
  expect(changes).toEqual([]);
  const facts = result?.ansible_facts;
  if (!isMap(facts)) throw new Error("no facts");
  return facts;
}

/** What was looked for, of a host that answers nothing. */
async function looked(given: Arguments): Promise<readonly string[] | undefined> {
  let asked: readonly string[] | undefined;
  const host = fakeHost({
    probe: async (_, { args = [] }) => {
      asked = args;
      return { status: 0, stdout: "", stderr: "" };
    },
  });
  await decideWith(setup, given, host);
  return asked;
}

describe("on this machine", () => {
  test("tells what the machine's own tools tell", async () => {
    const facts = await factsHere();
    expect(facts).toMatchObject({
      system: "Linux",
      hostname: hostname().split(".")[0],
      kernel: execFileSync("uname", ["-r"], { encoding: "utf8" }).trim(),
      processor_nproc: Number(execFileSync("nproc", { encoding: "utf8" })),
      user_id: userInfo().username,
      user_uid: userInfo().uid,
      user_dir: folder,
      user_shell: userInfo().shell,
    });
    expect({ x64: "x86_64", arm64: "aarch64" }[arch()]).toBe(facts.architecture);
    expect(facts.memtotal_mb).toBeGreaterThan(100);
    expect(facts.shells).toContain("sh");
    expect(facts.tools).toContain("tar");
  });

  test("sets them as keys of ansible_facts, and as variables with ansible_ in front", async () => {
    const { gathered } = await decideWith(setup, { filter: "system" }, folderHost(folder));
    expect(gathered).toEqual({ ansible_facts: { system: "Linux" }, ansible_system: "Linux" });
  });

  test("a host without the tools tells what it can; what it cannot is null", async () => {
    symlinkSync("/bin/sh", join(folder, "sh"));
    const host = folderHost(folder, { environment: { PATH: folder } });
    const { result } = await decideWith(setup, {}, host);
    expect(result?.ansible_facts).toMatchObject({
      pkg_mgr: null,
      python: null,
      tools: [],
      shells: ["sh"],
      kernel: null,
    });
  });
});

const shells: readonly (readonly [string, readonly string[]])[] = [
  ["/usr/bin/dash", []],
  ["/usr/bin/bash", ["--posix"]],
  ["/usr/bin/busybox", ["sh"]],
];
test.each(shells.filter(([program]) => existsSync(program)))(
  "the script of the probe is the same to %s",
  async (shell, flags) => {
    let script = "";
    const host = fakeHost({
      probe: async (text) => {
        script = text;
        return { status: 0, stdout: "", stderr: "" };
      },
    });
    await decideWith(setup, {}, host);
    const run = (program: string, args: readonly string[]) =>
      execFileSync(program, [...args, "-c", script, "sh", ...allSubsets], {
        encoding: "utf8",
        env: { PATH: "/usr/bin:/bin", HOME: "/h" },
      });
    const steady = (text: string) => ({ ...readFacts(allSubsets, text), memtotal_mb: 0 });
    expect(steady(run(shell, flags))).toEqual(steady(run("/bin/sh", [])));
  },
);

describe("only what is asked for is looked for", () => {
  test.each<[Arguments, readonly string[] | undefined]>([
    [{}, allSubsets],
    [{ gather_subset: ["user"] }, ["user"]],
    [{ gather_subset: ["min"] }, ["platform", "distribution", "user", "pkg_mgr", "python"]],
    [{ gather_subset: ["all", "!tools", "!python"] }, ["platform", "distribution", "hardware", "user", "pkg_mgr"]],
    [{ gather_subset: ["!hardware"] }, allSubsets.filter((name) => name !== "hardware")],
    [{ filter: "ansible_distribution*" }, ["distribution"]],
    [{ filter: ["kernel", "user_?id"] }, ["platform", "user"]],
    [{ gather_subset: ["tools"], filter: "kernel" }, undefined],
  ])("%j", async (given, subsets) => expect(await looked(given)).toEqual(subsets));

  test("a filter leaves other facts of a subset out", async () => {
    expect(Object.keys(await factsHere({ filter: ["user_?id", "ansible_kernel"] }))).toEqual([
      "kernel",
      "user_uid",
      "user_gid",
    ]);
  });

  test("a subset or a fact that does not exist is an error", async () => {
    expect(await refusal(decideWith(setup, { gather_subset: ["network"] }))).toContain("RB1101");
    expect(await refusal(decideWith(setup, { filter: ["kernle"] }))).toContain('no fact is named "kernle"');
  });

  test("subsets come in one order, each once", () => {
    expect(chosenSubsets(["tools", "user", "min", "user"])).toEqual([
      "platform",
      "distribution",
      "user",
      "pkg_mgr",
      "python",
      "tools",
    ]);
  });
});

describe("os-release(5)", () => {
  test.each([
    [
      'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\nPRETTY_NAME="Debian GNU/Linux 12"\n',
      ["Debian", "12", "bookworm", "Debian"],
    ],
    [
      "NAME='Rocky Linux'\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID='9.4'\n",
      ["Rocky", "9.4", null, "RedHat"],
    ],
    ["ID=alpine\nVERSION_ID=3.20.1\n", ["Alpine", "3.20.1", null, "Alpine"]],
    ['NAME="My \\"own\\" OS"\nID=mine\nID_LIKE="other ubuntu"\n', ['My "own" OS', null, null, "Debian"]],
    ["# nothing\nNAME=$(id)\\\nrubbish\n", [null, null, null, null]],
  ])("%j", (text, expected) => {
    const { distribution, distribution_version, distribution_release, os_family } = distributionFacts(text);
    expect([distribution, distribution_version, distribution_release, os_family]).toEqual(expected);
  });
});
