// npm run demo: six practice hosts in this process, and the real Triggers runbook previewed, applied and applied again.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { build, install, root } from "./steps.mjs";

const began = performance.now();
install();
build();
const { run } = await import("../dist/cli/run.js");
const { startPracticeHosts } = await import("../dist/lab/start-practice-hosts.js");

const folder = mkdtempSync(join(tmpdir(), "runbook-demo-"));
const fleet = await startPracticeHosts({ folder, count: 6, scenario: "default" });
const flags = ["-i", join(folder, "inventory.yaml"), "-e", `@${join(folder, "answers.yaml")}`];
let failed;
try {
  say("Six hosts listen on 127.0.0.1, each with its own imitation of Adobe Campaign. First, the runbook is checked:");
  await runbook("validate", "triggers-io.yaml");
  say("What would it change? Nothing is written by this:");
  await runbook("plan", "triggers-io.yaml", ...flags);
  say("Now for real:");
  await runbook("apply", "triggers-io.yaml", ...flags, "-y");
  say("And again: everything is as it should be, so nothing changes:");
  await runbook("apply", "triggers-io.yaml", ...flags, "-y", "--verify");
} catch (error) {
  failed = error;
} finally {
  await fleet.stop();
  rmSync(folder, { recursive: true, force: true });
}
if (failed) {
  console.error(failed.message);
  process.exit(1);
}
say(`That took ${Math.round((performance.now() - began) / 1000)} s, and nothing is left running. Try it yourself:`);
console.log(`  npx runbook lab up 6 --dir lab
  npx runbook plan triggers-io.yaml -i lab/inventory.yaml -e @lab/answers.yaml
  npx runbook apply triggers-io.yaml -i lab/inventory.yaml -e @lab/answers.yaml
  npx runbook lab down --dir lab
  docs/guide/triggers.md tells what the runbook does and why; npx runbook modules lists the modules.`);

/** The program as typed, but in this process. */
async function runbook(...args) {
  console.log(`$ runbook ${args.map((word) => word.replace(folder, "DIR")).join(" ")}\n`);
  const output = (stream) => ({
    write: (text) => stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? 100,
    rows: stream.rows,
  });
  const exitCode = await run({
    args,
    environment: { XDG_STATE_HOME: join(folder, "state"), TERM: process.env.TERM, NO_COLOR: process.env.NO_COLOR },
    directory: root,
    home: folder,
    user: userInfo().username,
    userId: userInfo().uid,
    output: output(process.stdout),
    errors: output(process.stderr),
    input: { stream: process.stdin, isTTY: false },
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: (bytes) => randomBytes(bytes),
    exit: (code) => process.exit(code),
    onInterrupt: () => () => {},
    onOutputLost: () => () => {},
  });
  if (exitCode !== 0) throw new Error(`runbook ${args[0]} ended with ${exitCode}`);
}

function say(text) {
  console.log(`\n--- ${text}\n`);
}
