// npm test: installs, builds, runs every test that this machine can run, and says what was left out.
// Arguments go to vitest: npm test -- test/unit/engine
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root } from "./steps.mjs";

install();
build();
const folder = mkdtempSync(join(tmpdir(), "runbook-test-"));
const report = join(folder, "report.json");
const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], {
  cwd: root,
  stdio: "inherit",
});
let counted;
try {
  counted = JSON.parse(readFileSync(report, "utf8"));
} catch {
  console.error("the tests ended without a report");
  process.exit(status || 1);
}
rmSync(folder, { recursive: true });
const skipped = counted.testResults.flatMap(({ assertionResults }) =>
  assertionResults.filter((one) => one.status !== "passed" && one.status !== "failed"),
);
if (skipped.length > 0) {
  console.log(`\n${skipped.length} skipped, because this machine lacks what they need (root, sshd, ...):`);
  for (const group of new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] || title)))
    console.log(`  ${group}`);
}
const broken = counted.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
).length;
console.log(`\n${counted.numPassedTests} passed, ${counted.numFailedTests + broken} failed`);
process.exit(status === 0 && counted.numPassedTests > 0 ? 0 : 1);
