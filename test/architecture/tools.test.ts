import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { root } from "./source-files.ts";

/** What a tool of the project says when it is not content; empty when it is. */
function complaints(script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}node_modules/${script}`, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? "" : `${stdout}${stderr}`.slice(0, 4000);
}

test("types hold, in the source and in the tests", { timeout: 120_000 }, () => {
  expect(complaints("typescript/bin/tsc", "-p", "tsconfig.json")).toBe("");
});

test("the linter is content", { timeout: 60_000 }, () => {
  expect(
    complaints(
      "@biomejs/biome/bin/biome",
      "ci",
      "--colors=off",
      "--diagnostic-level=warn",
      "--max-diagnostics=20",
      ".",
    ),
  ).toBe("");
});
