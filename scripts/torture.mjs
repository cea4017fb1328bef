// Cuts runs off in every way that can be thought of, and looks whether what is promised holds (docs/guide/promises.md).
//   npm run torture -- --minutes M [--seed S] [--only NAME,NAME] [--rounds N] [--jobs N] [--keep]
//   npm run torture -- --oracle [--only BUG,BUG] [--seed S]      seeded bugs: each must be found
import { parseArgs } from "node:util";
import { Bench } from "./torture/bench.mjs";
import { campaigns } from "./torture/campaigns.mjs";
import { drive } from "./torture/drive.mjs";
import { oracle } from "./torture/oracle.mjs";
import { copyOfProgram } from "./torture/program.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    rounds: { type: "string", default: "Infinity" },
    jobs: { type: "string", default: "1" },
    oracle: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});
const names = values.only?.split(",");
const [seed, jobs] = [Number(values.seed), Number(values.jobs)];
process.exitCode = values.oracle ? await oracle({ seed, names }) : await torture();

async function torture() {
  const chosen = campaigns.filter(({ name }) => names === undefined || names.includes(name));
  if (chosen.length === 0) throw new Error(`campaigns are ${campaigns.map(({ name }) => name).join(", ")}`);
  const milliseconds = (Number(values.minutes) * 60_000) / chosen.length;
  const program = copyOfProgram();
  let broken = 0;
  console.log(`seed ${seed}, ${Math.round(milliseconds / 1000)} s for each of ${chosen.length} campaigns`);
  for (const campaign of chosen) {
    const bench = new Bench(program, { keep: values.keep });
    await bench.warmUp();
    const told = await drive(bench, campaign, { seed, milliseconds, jobs, rounds: Number(values.rounds) });
    broken += told.violations.length;
    report(campaign, told, bench);
  }
  program.remove();
  console.log(broken === 0 ? "0 violations" : `${broken} violations`);
  return broken === 0 ? 0 : 1;
}

function report({ name }, { rounds, seconds, counts, violations, points, skipped }, bench) {
  if (skipped !== undefined) return console.log(`${name.padEnd(9)} skipped: needs ${skipped}`);
  const figures = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const of = points === undefined ? "" : ` of ${points} points`;
  console.log(
    `${name.padEnd(9)} ${rounds} rounds${of}, ${Math.round(seconds)} s: ${[...figures, `${violations.length} violations`].join(", ")}`,
  );
  for (const [what, count] of bench.skipped) console.log(`          skipped: ${count} ${what}`);
  for (const { invariant, evidence, label, folder } of violations)
    console.log(`  ${invariant}  ${label}: ${evidence} (${folder})`);
}
