// The Campaign job on real sshd hosts: a table for each number of hosts.
import { middle, ratios, spread } from "./figures.mjs";
import { campaign } from "./jobs.mjs";
import { markdownTable } from "./markdown.mjs";
import { race } from "./race.mjs";

const head = ["wall s", "x floor", "CPU ms/host", "x floor", "hosts' CPU s", "x floor", "MB", "frames/host", "kB/host"];

/** Prints the tables; the results by number of hosts. */
export async function fleet(bench, { sizes, rounds }) {
  const results = new Map();
  bench.say("\n## The Campaign job");
  for (const count of sizes) {
    bench.lab.up(count);
    const one = await race({ bench, job: campaign, count, contestants: bench.contestants, rounds });
    results.set(count, one);
    const name = `${count} ${count === 1 ? "host" : "hosts"}`;
    bench.say(`\n${markdownTable([name, ...head], rows(one, count))}`);
  }
  return results;
}

/** A plan changes nothing, and so does a second run: these are compared. */
export function floorFor(results, run) {
  return results.get(`bare ssh2, one exec, ${run === "first" ? "first" : "second"}`)?.rounds;
}

function rows(results, count) {
  return [...results].map(([name, { run, rounds }]) => {
    const floor = floorFor(results, run);
    const figures = (key, unit = 1) => rounds.map((round) => round[key] && round[key] / unit);
    const beside = (key) =>
      middle(
        ratios(
          figures(key),
          floor?.map((round) => round[key]),
        ),
        2,
      );
    const bytes = rounds.map(({ sent, received }) => sent && (sent + received) / 1000 / count);
    return [
      name,
      ...[spread(figures("wall", 1000), 2), beside("wall")],
      ...[spread(figures("cpu", count), 0), beside("cpu")],
      ...[spread(figures("hosts", 1000), 2), beside("hosts")],
      middle(figures("memory"), 0),
      middle(figures("frames", count), 1),
      middle(bytes, 1),
    ];
  });
}
