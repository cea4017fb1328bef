// The Campaign job over links with latency: wall time, round trips one after another, connections and bytes on the wire.
import { join } from "node:path";
import { Delay } from "./delay/delay.mjs";
import { middle, spread } from "./figures.mjs";
import { campaign } from "./jobs.mjs";
import { markdownTable } from "./markdown.mjs";
import { race } from "./race.mjs";

const takingPart = ["floor", "ours", "xargs", "ansible"];

/** Prints a table for each number of hosts; results by number of hosts and latency, 0 among them. */
export async function latency(bench, { milliseconds, sizes, rounds }) {
  bench.say("\n## The Campaign job over a link with latency");
  const most = Math.max(...sizes);
  bench.lab.up(most);
  const contestants = bench.contestants.filter(({ key }) => takingPart.includes(key));
  const results = new Map();
  await delayed(bench, most, async (delay) => {
    for (const count of sizes) {
      const byLatency = new Map();
      for (const one of [0, ...milliseconds]) {
        await delay.set(one);
        const job = { job: campaign, count, contestants, rounds, view: delay, around: wire(delay) };
        byLatency.set(one, await race({ bench, ...job }));
      }
      results.set(count, byLatency);
      bench.say(`\n${table(byLatency, count)}`);
    }
  });
  return results;
}

/** Does something with a lab's hosts behind latency; the lab has to be up. */
export async function delayed(bench, count, use) {
  const delay = new Delay(join(bench.folder, "delayed"), bench.lab.port + 1);
  try {
    await delay.start(bench.lab, count);
    return await use(delay);
  } finally {
    delay.stop();
  }
}

/** Counts what travels during a run. */
export function wire(delay) {
  return {
    before: () => delay.count(),
    after: async () => ({ wire: await delay.count() }),
  };
}

function table(byLatency, count) {
  const latencies = [...byLatency.keys()];
  const last = byLatency.get(latencies.at(-1));
  const rows = [...last].map(([name, { rounds }]) => {
    const walls = latencies.map((one) =>
      byLatency
        .get(one)
        .get(name)
        ?.rounds.map(({ wall }) => wall / 1000),
    );
    const each = (read) =>
      middle(
        rounds.map(read).map((number) => number && number / count),
        1,
      );
    return [
      name,
      ...walls.map((wall) => spread(wall ?? [], 2)),
      each(({ wire }) => wire.trips),
      each(({ frames }) => frames),
      each(({ wire }) => wire.connections),
      each(({ wire }) => wire.sent / 1000),
      each(({ wire }) => wire.received / 1000),
    ];
  });
  const name = `${count} ${count === 1 ? "host" : "hosts"}, wall s`;
  const head = [name, ...latencies.map((one) => `${one} ms`), "round trips/host", "frames/host", "connections/host"];
  return markdownTable([...head, "kB sent/host", "kB received/host"], rows);
}
