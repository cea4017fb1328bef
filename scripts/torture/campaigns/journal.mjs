import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../torture-journal.mjs", import.meta.url));

/** Every flipped bit and every length of a 64 kB journal. */
export const journal = {
  name: "journal",
  points: () => [0],
  async round(bench) {
    const env = { ...process.env, RUNBOOK_DIST: bench.program.dist };
    const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    const status = await new Promise((resolve) => child.once("close", resolve));
    for (const [, count, what] of text.matchAll(/^(\d+) (flips|lengths):/gm)) bench.count(what, Number(count));
    if (status !== 0)
      bench.violations.push({ invariant: "journal", evidence: text, label: "flips and lengths", folder: "-" });
  },
};
