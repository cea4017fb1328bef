import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileSnapshot } from "../../../src/changes/file-state.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { folderHost } from "../../support/folder-host.ts";
import type { TestHost } from "../../support/test-host.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbook-hosts-"));
  await mkdir(join(folder, "etc"));
  await writeFile(join(folder, "etc/motd"), "old\n");
});
afterEach(() => rm(folder, { recursive: true }));

const kinds: readonly [string, () => { host: TestHost; root: string }][] = [
  ["a host in memory", () => ({ host: fakeHost({ files: { "/etc/motd": "old\n" } }), root: "" })],
  ["a host in a folder", () => ({ host: folderHost(folder), root: folder })],
];

describe.each(kinds)("%s", (_, make) => {
  const write = (path: string, before: FileSnapshot | undefined, text: string) =>
    ({
      kind: "write-file",
      path,
      before,
      content: new TextEncoder().encode(text),
      attributes: {},
      inPlace: false,
    }) as const;

  test("shows a file, and what a change made of it", async () => {
    const { host, root } = make();
    const before = await host.readFile(`${root}/etc/motd`);
    await host.apply([write(`${root}/etc/motd`, before, "new\n")]);
    expect(await host.files()).toEqual({ [`${root}/etc/motd`]: "new\n" });
  });

  test("refuses a change whose file is not as it was seen", async () => {
    const { host, root } = make();
    await expect(host.apply([write(`${root}/etc/motd`, undefined, "new\n")])).rejects.toThrow(/motd/);
  });

  test("follows links when reading, and not when asked for the link itself", async () => {
    const { host, root } = make();
    await host.apply([
      { kind: "make-directory", path: `${root}/srv`, attributes: { mode: 0o750 } },
      { kind: "make-link", path: `${root}/srv/motd`, target: `${root}/etc/motd`, before: undefined },
    ]);
    expect((await host.readFile(`${root}/srv/motd`))?.realPath).toBe(`${root}/etc/motd`);
    expect((await host.stat(`${root}/srv/motd`))?.type).toBe("link");
    expect((await host.stat(`${root}/srv`))?.mode).toBe(0o750);
    expect(await host.list(`${root}/srv`)).toEqual(["motd"]);
    expect(await host.readFile(`${root}/none`)).toBeUndefined();
    expect(await host.stat(`${root}/none/none`)).toBeUndefined();
    expect(await host.list(`${root}/none`)).toBeUndefined();
  });
});

test("a host in a folder answers probes with a real sh and carries commands out", async () => {
  const host = folderHost(folder);
  expect(await host.probe('printf "%s" "$1"; exit 3', { args: ["a b"] })).toEqual({
    status: 3,
    stdout: "a b",
    stderr: "",
  });
  const run = { argv: ["touch", "made"] };
  const rest = { secrets: {}, environment: {}, writes: [], deadline: 1000, directory: folder };
  await host.apply([{ kind: "run-command", run, ...rest }]);
  expect(await readFile(join(folder, "made"), "utf8")).toBe("");
});
