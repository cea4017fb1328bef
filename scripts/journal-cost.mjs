// What the journal costs at 1,000 hosts and 10 changes each, every intent on disk before it is acted on: node scripts/journal-cost.mjs [FORKS]
// Nothing else is done, so the time is the journal's alone; compare it with the time of such a run.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
if (!existsSync(`${dist}journal/begin-journal.js`)) {
  console.error("the program is not built: npm run build");
  process.exit(1);
}
const { beginJournal } = await import(`${dist}journal/begin-journal.js`);
const hosts = 1000;
const forks = Number(process.argv[2] ?? 50);
const run = "20260301-102000-bcdf";
const time = "2026-03-01T10:20:00.000Z";
const header = { format: 1, engine: "0.1.0", run, time, screen: { diffs: false, verbose: false } };
const state = mkdtempSync(join(tmpdir(), "runbook-cost-"));
const journal = await beginJournal({ state, userId: process.getuid(), header });
const waits = [];
let next = 0;

const path = "/usr/local/neolane/nl6/conf/config-acme.xml";
const file = { is: "file", digest: `sha256:${"a".repeat(64)}`, mode: "0644", owner: "1000:1000" };
const diff = "@@ -1,3 +1,3 @@\n first\n-second\n+another\n third";
const began = performance.now();
const cpu = process.cpuUsage();
await Promise.all(Array.from({ length: forks }, work));
await journal.close();
const wall = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
waits.sort((one, other) => one - other);
const at = (share) => `${waits[Math.floor((waits.length - 1) * share)].toFixed(1)} ms`;
const size = (statSync(join(journal.folder, "journal")).size / 1e6).toFixed(1);
console.log(
  `${waits.length} intents, ${forks} hosts at a time: ${Math.round(wall)} ms, CPU ${Math.round((user + system) / 1000)} ms`,
);
console.log(`waited for the disk: median ${at(0.5)}, 99 % ${at(0.99)}, longest ${at(1)}; journal ${size} MB`);
rmSync(state, { recursive: true });

async function work() {
  while (next < hosts) {
    const common = { time, run, host: `host${next++}` };
    for (let number = 1; number <= 10; number++) await change(common, number);
  }
}

async function change(common, number) {
  const task = `t${number}`;
  const backup = `/usr/local/neolane/.runbook/backups/tag/${number}`;
  const changes = [{ number, task, kind: "write-file", path, before: file, after: file, backup }];
  journal.listener({ type: "change.intended", ...common, user: "neolane", changes });
  const since = performance.now();
  await journal.durable();
  waits.push(performance.now() - since);
  journal.listener({ type: "change.finished", ...common, task, number, outcome: "made" });
  const shown = [{ kind: "write-file", title: `write ${path}`, path, diff }];
  const end = { name: "A task of a runbook", status: "changed", changes: shown, unknowns: [], took: 12 };
  journal.listener({ type: "task.finished", ...common, task, ...end });
}
