// One host, 20 file tasks that do not depend on each other: what they cost on top of the command before them.
import { median, middle, spread } from "./figures.mjs";
import { files } from "./jobs.mjs";
import { delayed, wire } from "./latency.mjs";
import { markdownTable } from "./markdown.mjs";
import { race } from "./race.mjs";

const takingPart = ["ours", "ansible", "mitogen"];
const link = 50;

/** Prints a table; the round trips after the first command's reply, by run. */
export async function fileTasks(bench, { rounds }) {
  bench.say("\n## 20 independent file tasks on one host");
  bench.lab.up(1);
  const contestants = bench.contestants.filter(({ key }) => takingPart.includes(key));
  const [near, far] = await delayed(bench, 1, async (delay) => {
    const runs = () => ["base", "first", "second"];
    const job = { bench, job: files, count: 1, contestants, rounds, runs, view: delay, around: wire(delay) };
    const near = await race(job);
    await delay.set(link);
    return [near, await race(job)];
  });
  const names = [...far.keys()].filter((name) => !name.endsWith("base") && near.has(name));
  const head = [
    "one host",
    "wall s, 0 ms",
    `wall s, ${link} ms`,
    "after the command, s",
    "round trips after it",
    "frames after it",
  ];
  bench.say(
    `\n${markdownTable(
      head,
      names.map((name) => row(name, near, far)),
    )}`,
  );
  return new Map(names.map((name) => [name, median(after(far, name, ({ wire }) => wire.trips))]));
}

function row(name, near, far) {
  const walls = [near, far].map((results) => results.get(name).rounds.map(({ wall }) => wall / 1000));
  return [
    name,
    ...walls.map((wall) => spread(wall, 2)),
    spread(
      after(far, name, ({ wall }) => wall / 1000),
      2,
    ),
    spread(
      after(far, name, ({ wire }) => wire.trips),
      0,
    ),
    middle(
      after(far, name, ({ frames }) => frames),
      0,
    ),
  ];
}

/** What a run with files has more than the run without them came after the command's reply. */
function after(results, name, read) {
  const base = results.get(name.replace(/[a-z]+$/, "base")).rounds.map(read);
  return results.get(name).rounds.map((round, index) => read(round) && read(round) - base[index]);
}
