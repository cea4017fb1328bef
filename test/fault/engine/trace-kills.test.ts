import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import { traceStatus } from "../../../src/changes/change-kind.ts";
import { traceLibrary } from "../../../src/changes/host-library.ts";
import { handled } from "../../../src/changes/kind-of.ts";
import { deadlyTools } from "../../support/deadly-tools.ts";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const work = (name = "") => join(lib.folder, "work", name);
const read = (name: string) => readFileSync(work(name), "utf8");
const sinceLoss = { spent: 0, restarted: false };

/** A change of a kind, and what is there before and after it. */
interface Case {
  readonly title: string;
  readonly change: () => Change;
  readonly look: () => unknown;
  readonly before: unknown;
  readonly after: unknown;
}

const modeOf = (name: string) => lstatSync(work(name)).mode & 0o7777;
const orAbsent = (name: string, look: () => unknown) => (existsSync(work(name)) ? look() : "absent");

const cases: readonly Case[] = [
  {
    title: "a new file",
    change: () => rewrite(work("new"), "new\n", { attributes: { mode: 0o604 } }),
    look: () => orAbsent("new", () => [read("new"), modeOf("new")]),
    before: "absent",
    after: ["new\n", 0o604],
  },
  {
    title: "a file that gets new bytes and another mode",
    change: () => rewrite(work("f"), "new\n", { before: snapshotNow(work("f")), attributes: { mode: 0o600 } }),
    look: () => [read("f"), modeOf("f")],
    before: ["old\n", 0o640],
    after: ["new\n", 0o600],
  },
  {
    title: "a file that is written in place",
    change: () =>
      rewrite(work("f"), "new bytes, and more of them\n", {
        before: snapshotNow(work("f")),
        attributes: { mode: 0o600 },
        inPlace: true,
      }),
    look: () => [read("f"), modeOf("f")],
    before: ["old\n", 0o640],
    after: ["new bytes, and more of them\n", 0o600],
  },
  {
    title: "attributes",
    change: () => ({
      kind: "set-attributes",
      path: work("f"),
      before: snapshotNow(work("f")).stat,
      attributes: { mode: 0o600, group: "0" },
    }),
    look: () => modeOf("f"),
    before: 0o640,
    after: 0o600,
  },
  {
    title: "a directory",
    change: () => ({ kind: "make-directory", path: work("d"), attributes: { mode: 0o750, group: "0" } }),
    look: () => orAbsent("d", () => modeOf("d")),
    before: "absent",
    after: 0o750,
  },
  {
    title: "a link that leads elsewhere",
    change: () => ({
      kind: "make-link",
      path: work("l"),
      target: "there",
      before: { ...snapshotNow(work("f")).stat, type: "link", target: "here" },
    }),
    look: () => readlinkSync(work("l")),
    before: "here",
    after: "there",
  },
  {
    title: "a new link",
    change: () => ({ kind: "make-link", path: work("m"), target: "there", before: undefined }),
    look: () => (lstatSync(work("m"), { throwIfNoEntry: false }) ? readlinkSync(work("m")) : "absent"),
    before: "absent",
    after: "there",
  },
  {
    title: "a removal",
    change: () => ({ kind: "remove", path: work("f"), before: snapshotNow(work("f")).stat }),
    look: () => orAbsent("f", () => read("f")),
    before: "old\n",
    after: "absent",
  },
];

/** The folder as it is before every change. */
function given(): void {
  for (const folder of [work(), join(lib.home, ".runbook")]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(work());
  lib.put("work/f", "old\n", 0o640);
  symlinkSync("here", work("l"));
}

function trace(change: Change, number: number) {
  return lib.call(`${traceLibrary()}\nrb_left=\n${handled(change).trace(number, sinceLoss).script}`, { number });
}

describe("what the host tells of a change whose shell was killed anywhere", () => {
  test.each(cases)("$title", ({ change, look, before, after }) => {
    const counter = join(lib.folder, "counter");
    const tools = deadlyTools(join(lib.folder, "tools"), counter);
    given();
    writeFileSync(counter, "0 0 tool before\n");
    expect([lib.make(change(), { tools }).status, look()]).toEqual([0, after]);
    const count = Number.parseInt(readFileSync(counter, "utf8"), 10);
    for (const moment of ["before", "after"]) {
      for (let turn = 1; turn <= count; turn++) {
        const label = `${moment} process ${turn} of ${count}`;
        given();
        writeFileSync(counter, `0 ${turn} shell ${moment}\n`);
        const wanted = change();
        expect(lib.make(wanted, { tools, number: 1 }).status, label).toBe(null);
        const { status, stderr } = trace(wanted, 1);
        if (status === traceStatus.notBegun) {
          expect(lib.make(wanted, { number: 2 }).status, label).toBe(0);
        }
        expect([traceStatus.happened, traceStatus.notBegun], `${label}: ${stderr}`).toContain(status);
        expect(look(), label).toEqual(after);
        expect(
          readdirSync(work()).filter((name) => name.startsWith(".rb.")),
          label,
        ).toEqual([]);
      }
    }
    given();
    expect([trace(change(), 3).status, look()]).toEqual([traceStatus.notBegun, before]);
  });

  test("where someone else came between, nothing is claimed, and theirs stays", () => {
    given();
    const wanted = rewrite(work("f"), "new\n", { before: snapshotNow(work("f")) });
    writeFileSync(work("f"), "theirs\n");
    expect(trace(wanted, 1)).toMatchObject({ status: traceStatus.unclear, stderr: expect.stringContaining("neither") });
    expect(read("f")).toBe("theirs\n");
    expect(statSync(work("f")).isFile()).toBe(true);
  });
});
