// Very many hosts, all alive and with some dead: wall time, the client's memory, CPU and longest stall.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { middle, ratios, spread } from "./figures.mjs";
import { markdownTable } from "./markdown.mjs";
import { measure } from "./measure.mjs";
import { PracticeFleet } from "./practice/fleet.mjs";

const playbook = fileURLToPath(new URL("practice/job.yml", import.meta.url));
const probe = fileURLToPath(new URL("practice/stall-probe.mjs", import.meta.url));
const kinds = [
  { name: "all alive", inventory: "alive", forks: 50 },
  { name: "5 % dead, none silent", inventory: "loud", forks: 50 },
  { name: "5 % dead, a quarter silent", inventory: "silent", forks: 50 },
  { name: "all alive, all at once", inventory: "alive", forks: undefined },
];

/** Prints a table; the rounds by kind of run. */
export async function practice(bench, { count, rounds }) {
  bench.say(`\n## ${count} practice hosts`);
  const fleet = new PracticeFleet(join(bench.folder, "practice"), bench.program);
  const results = new Map(kinds.map(({ name }) => [name, []]));
  try {
    await fleet.start(count);
    for (const name of ["alive", "loud", "silent"]) fleet.inventory(name);
    for (let round = 1; round <= rounds; round++) {
      for (const { name, inventory, forks } of kinds) {
        bench.tell(`${count} practice hosts, ${name}, round ${round} of ${rounds}`);
        const dead = inventory === "alive" ? 0 : count / 20;
        const one = { fleet, folder: fleet.folder(inventory), forks: forks ?? count, mark: `${name} ${round}`, dead };
        results.get(name).push(await run(bench, one));
      }
    }
  } finally {
    fleet.stop();
  }
  bench.say(`\n${table(results, count)}`);
  return results;
}

async function run(bench, { fleet, folder, forks, mark, dead }) {
  const output = join(bench.folder, "output");
  const stalls = mkdtempSync(join(bench.folder, "stalls-"));
  const environment = {
    ...process.env,
    XDG_STATE_HOME: join(bench.folder, "state"),
    NO_COLOR: "1",
    NODE_OPTIONS: `--import=${probe}`,
    BENCH_STALLS: stalls,
  };
  const command = [
    ...[process.execPath, bench.program, "apply", "-y", playbook, "-i", `${folder}/inventory.ini`],
    ...["-f", String(forks), "-e", JSON.stringify({ mark })],
    ...["--ssh-common-args", `-o UserKnownHostsFile=${folder}/known_hosts -o IdentitiesOnly=yes`],
  ];
  const before = fleet.cpu();
  const cost = await measure({ command, environment, output });
  const hosts = fleet.cpu() - before;
  const undone = fleet.without(mark, "limits.conf");
  if (cost.status !== (dead > 0 ? 4 : 0) || undone !== dead) {
    const said = readFileSync(output, "utf8").slice(-3000);
    bench.stop(`${mark}: ended with ${cost.status}, not done on ${undone} hosts, ${dead} of them dead:\n${said}`);
  }
  return { ...cost, hosts, ...longest(stalls) };
}

/** The longest stall of all processes of a run, and the CPU time in it. */
function longest(folder) {
  const all = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  const { stall, cpu } = all.reduce((most, one) => (one.stall > most.stall ? one : most));
  return { stall, stallCpu: cpu };
}

function table(results, count) {
  const alive = results.get("all alive").map(({ wall }) => wall);
  const rows = [...results].map(([name, rounds]) => {
    const figures = (key, unit = 1) => rounds.map((round) => round[key] / unit);
    return [
      name,
      spread(figures("wall", 1000), 1),
      middle(ratios(figures("wall"), alive), 2),
      spread(figures("cpu", count), 1),
      spread(figures("hosts", count), 1),
      spread(figures("memory"), 0),
      spread(figures("stall"), 0),
      middle(figures("stallCpu"), 0),
    ];
  });
  const head = [`${count} practice hosts`, "wall s", "x all alive", "CPU ms/host", "hosts' CPU ms/host", "MB"];
  return markdownTable([...head, "longest stall ms", "of it CPU ms"], rows);
}
