import { expect, test } from "vitest";
import { changeFile } from "../../../src/changes/change-file.ts";
import { handled } from "../../../src/changes/kind-of.ts";

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
