import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { busyboxFolder, localExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";

const busybox = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
const tools = spawnSync("busybox", ["--list"], { encoding: "utf8" }).stdout?.split("\n").filter(Boolean) ?? [];

describe.skipIf(busybox === "")(`examples with busybox's sh and tools alone (${busybox || "needs busybox"})`, () => {
  examplesHold((stage) => localExamples(stage, (folder) => busyboxFolder(folder, busybox, tools)));

  test("the shell and the tools are busybox's", () => {
    const { stdout } = spawnSync("sh", ["-c", "readlink /proc/$$/exe; command -v stat"], { encoding: "utf8" });
    const [shell = "", stat = ""] = stdout.trim().split("\n");
    expect(shell).toContain("busybox");
    expect(stat).toContain("/busybox/stat");
  });
});
