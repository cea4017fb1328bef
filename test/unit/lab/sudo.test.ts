import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sudoScript } from "../../../src/lab/sudo-script.ts";
import { shells } from "./nlserver-workshop.ts";

describe.each(shells)("the practice sudo under %s", (...shell) => {
  let host = "";
  beforeEach(() => {
    host = mkdtempSync(join(tmpdir(), "runbook-sudo-"));
    for (const folder of ["bin", "root", "tmp"]) mkdirSync(join(host, folder));
    writeFileSync(join(host, "bin/sudo"), sudoScript());
  });
  afterEach(() => rmSync(host, { recursive: true }));

  const sudo = (...args: readonly string[]) => {
    const [program = "", ...first] = [...shell, join(host, "bin/sudo"), ...args];
    const environment = { PATH: "/usr/bin:/bin", CANARY: "outer" };
    const done = spawnSync(program, first, { encoding: "utf8", env: environment, input: "from stdin" });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };

  test("runs a command for neolane with an environment of its own", () => {
    const { status, out } = sudo(
      "-n",
      "-u",
      "neolane",
      "-H",
      "--",
      "/bin/sh",
      "-c",
      'echo "$HOME $USER $LOGNAME [$CANARY]"; cat',
    );
    expect({ status, out }).toEqual({ status: 0, out: `${host}/usr/local/neolane neolane neolane []\nfrom stdin` });
  });

  test.each([
    [["-n"]],
    [["-nHu", "root"]],
    [["-uroot"]],
    [["--user=root", "--non-interactive"]],
    [["-p", "", "-u", "root"]],
  ])("root is understood from %s", (options) => {
    expect(sudo(...options, "sh", "-c", 'echo "$USER $HOME"').out).toBe(`root ${host}/root\n`);
  });

  test("arguments arrive as they are, and the status comes back", () => {
    expect(sudo("printf", "%s|", "a b", "", "*", "--").out).toBe("a b||*|--|");
    expect(sudo("sh", "-c", "exit 41").status).toBe(41);
    expect(sudo("A=1 2", "sh", "-c", 'echo "$A"').out).toBe("1 2\n");
  });

  test("unknown users and commands are refused in sudo's words", () => {
    expect(sudo("-n", "-u", "oracle", "--", "true")).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^sudo: unknown user oracle\n/),
    });
    expect(sudo("no-such-tool")).toMatchObject({ status: 1, err: "sudo: no-such-tool: command not found\n" });
    expect(sudo("-z", "true")).toMatchObject({ status: 1, err: expect.stringContaining("usage: sudo") });
    expect(sudo()).toMatchObject({ status: 1, err: expect.stringContaining("usage: sudo") });
  });

  test("refuses for want of a password where it is told to", () => {
    writeFileSync(join(host, "practice-sudo-refused"), "");
    expect(sudo("-n", "true")).toEqual({ status: 1, out: "", err: "sudo: a password is required\n" });
    expect(sudo("true")).toMatchObject({
      status: 1,
      err: expect.stringContaining("a terminal is required to read the password"),
    });
  });

  test("-v and -l answer", () => {
    expect(sudo("-n", "-v")).toMatchObject({ status: 0, out: "" });
    expect(sudo("-l").out).toContain("NOPASSWD: ALL");
  });
});
