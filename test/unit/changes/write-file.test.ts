import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { changeFile } from "../../../src/changes/change-file.ts";
import { handled } from "../../../src/changes/kind-of.ts";
import { rewrite, snapshotNow } from "../../support/library-shell.ts";

const shown = (secret: boolean) => {
  const [change] = changeFile({ path: "/etc/key", before: undefined, content: "line one\nline two\n", secret });
  if (change === undefined) throw new Error("no change");
  return handled(change).show();
};

test("a new file is shown with its lines", () => {
  expect(shown(false).diff).toContain("+line one");
  expect(shown(false).path).toBe("/etc/key");
});

test("of a file with a secret in it, no line is shown", () => {
  expect(shown(true).diff).toBe("(secret, changed)");
  expect(JSON.stringify(shown(true))).not.toContain("line");
});

test("other names of a file are told to keep the old content", () => {
  const path = fileURLToPath(import.meta.url);
  const before = snapshotNow(path);
  const titleWith = (links: number, inPlace = false) =>
    handled(rewrite(path, "new", { before: { ...before, stat: { ...before.stat, links } }, inPlace })).show().title;
  expect(titleWith(1)).toBe(`write ${path}`);
  expect(titleWith(2)).toBe(`write ${path} (its other name keeps the old content)`);
  expect(titleWith(4)).toBe(`write ${path} (its 3 other names keep the old content)`);
  expect(titleWith(4, true)).toBe(`write ${path}`);
});
