import { Bench } from "./bench.mjs";
import { bugs } from "./bugs.mjs";
import { campaigns } from "./campaigns.mjs";
import { drive } from "./drive.mjs";
import { copyOfProgram } from "./program.mjs";

const mostSeconds = 120;

/** Whether the torture finds a bug: `{ campaign, after, invariant, rounds }`, or nothing. */
export async function findBug(bug, { seed, seconds = mostSeconds, jobs = 2 }) {
  const program = copyOfProgram([bug]);
  const began = performance.now();
  const after = () => (performance.now() - began) / 1000;
  try {
    const bench = new Bench(program);
    await bench.warmUp();
    if (bench.violations.length > 0)
      return { campaign: "undisturbed", after: after(), rounds: 0, ...bench.violations[0] };
    for (const name of bug.campaigns) {
      const campaign = campaigns.find((one) => one.name === name);
      const milliseconds = (seconds * 1000) / bug.campaigns.length;
      const { rounds, violations } = await drive(bench, campaign, { seed, milliseconds, jobs, stopAtFirst: true });
      if (violations.length > 0) return { campaign: name, after: after(), rounds, ...violations[0] };
    }
    return undefined;
  } finally {
    program.remove();
  }
}

/** Each bug, which campaign found it, and after how long; 1 when one was not found. */
export async function oracle({ seed, names }) {
  const chosen = bugs.filter(({ name }) => names === undefined || names.some((one) => name.includes(one)));
  let missed = 0;
  for (const bug of chosen) {
    const found = await findBug(bug, { seed });
    if (found === undefined) missed++;
    const how = found
      ? `${found.campaign.padEnd(11)} ${found.after.toFixed(0).padStart(4)} s  ${found.invariant}: ${found.evidence.slice(0, 90).replaceAll("\n", " ")}`
      : "NOT FOUND";
    console.log(`${bug.name.padEnd(58)} ${how}`);
  }
  console.log(`${chosen.length - missed} of ${chosen.length} found`);
  return missed === 0 ? 0 : 1;
}
