import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { localExamples } from "../../support/example-hosts.ts";
import { examplesHold } from "../../support/examples-on-host.ts";

describe.skipIf(whyNoBusybox)(`examples with busybox's sh and tools (${whyNoBusybox ?? "first in PATH"})`, () => {
  examplesHold((stage) => localExamples(stage, busyboxFolder));

  test("the shell and the tools are busybox's", () => {
    const { stdout } = spawnSync("sh", ["-c", "readlink /proc/$$/exe; command -v stat"], { encoding: "utf8" });
    const [shell = "", stat = ""] = stdout.trim().split("\n");
    expect(shell).toContain("busybox");
    expect(stat).toContain("/busybox/stat");
  });
});
