import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../src/cli/run.ts";
import { testWorld } from "./test-world.ts";

/** What `runbook validate` found: `LINE:COLUMN CODE message`, errors without more, others with what they are; and its exit code. */
export interface Validated {
  readonly found: readonly string[];
  readonly hints: readonly (string | undefined)[];
  readonly exitCode: number;
}

/**
 * Validates `site.yaml` of a folder with these files in it; `inventory.yaml` counts when it is there. Without the note on commands
 * that are written as one text: tests of other things have them in their shortest form.
 */
export async function validating(
  files: Readonly<Record<string, string>>,
  ...flags: readonly string[]
): Promise<Validated> {
  const { stdout, exitCode } = await runIn(files, ["validate", "site.yaml", "--format", "json", ...flags]);
  const problems = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter(({ code }) => code !== "RB2212");
  const found = problems.map(({ at, code, severity, message }) => {
    const place = String(at ?? "-").replace(/^site\.yaml:/, "");
    return `${place} ${code}${severity === "error" ? "" : ` ${severity}`} ${message}`;
  });
  return { found, hints: problems.map(({ hint }) => hint), exitCode };
}

/** One command in this process, in a folder that has these files, and is gone afterwards. */
export async function runIn(files: Readonly<Record<string, string>>, args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "runbook-validate-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    }
    const { world, stdout, stderr } = testWorld(folder, args);
    const exitCode = await run({ ...world, userId: process.getuid?.() ?? world.userId });
    return { stdout: stdout(), stderr: stderr(), exitCode };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
