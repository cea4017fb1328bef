import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const demo = fileURLToPath(new URL("../../scripts/demo.mjs", import.meta.url));
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("runbook-demo-"));

test("the demo previews, applies, applies again without changes, and leaves nothing behind", {
  timeout: 90_000,
}, async () => {
  const before = leftovers();
  const child = spawn(process.execPath, [demo], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  expect(said).toContain("6 hosts would change");
  expect(said).toContain('+             authType="imsJwtToken"/>');
  expect(said).toContain("6 hosts changed");
  expect(said).toContain("on 6 hosts: nothing changed");
  expect(said).toContain("npx runbook lab up 6 --dir lab");
  expect(exitCode).toBe(0);
  expect(leftovers()).toEqual(before);
});
