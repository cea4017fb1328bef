import { execFileSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { type LocalHost, localHost } from "../../support/local-host.ts";

const whyNoMount = process.getuid?.() === 0 ? undefined : "needs root";

describe.each(["the machine's tools", "busybox"] as const)("with %s", (tools) => {
  const whyNot = tools === "busybox" ? whyNoBusybox : undefined;
  const path = process.env.PATH;
  let top: string;
  let host: LocalHost;

  beforeAll(async () => {
    top = mkdtempSync(join(tmpdir(), "runbook-mounts-"));
    if (tools === "busybox" && whyNot === undefined) process.env.PATH = `${await busyboxFolder(top)}:${path}`;
    host = await localHost();
  });
  afterAll(async () => {
    await host.close();
    process.env.PATH = path;
    rmSync(top, { recursive: true });
  });

  test.skipIf(whyNot)(`a file is written in place, whatever its length (${whyNot ?? tools})`, async () => {
    const file = join(top, "in place");
    writeFileSync(file, "a long old content\n");
    linkSync(file, `${file}.other`);
    const { ino } = statSync(file);
    const before = await host.view.readFile(file);
    const content = new TextEncoder().encode("short\n");
    await host.make({ kind: "write-file", path: file, before, content, attributes: {}, inPlace: true });
    expect(readFileSync(`${file}.other`, "utf8")).toBe("short\n");
    expect(statSync(file).ino).toBe(ino);
  });

  test.skipIf(whyNot ?? whyNoMount)(
    `a folder with something mounted in it stays whole (${whyNot ?? whyNoMount ?? tools})`,
    async () => {
      const folder = join(top, "a folder");
      const mounted = join(folder, "deep", "mounted here");
      mkdirSync(mounted, { recursive: true });
      writeFileSync(join(folder, "own"), "");
      execFileSync("mount", ["-t", "tmpfs", "none", mounted]);
      try {
        writeFileSync(join(mounted, "foreign"), "");
        const before = await host.view.stat(folder);
        if (!before) throw new Error("the folder is not there");
        await expect(host.make({ kind: "remove", path: folder, before })).rejects.toThrow("is a mount point");
        for (const kept of [join(folder, "own"), join(mounted, "foreign")]) expect(existsSync(kept)).toBe(true);
      } finally {
        execFileSync("umount", [mounted]);
      }
      const before = await host.view.stat(folder);
      if (before) await host.make({ kind: "remove", path: folder, before });
      expect(existsSync(folder)).toBe(false);
    },
  );
});
