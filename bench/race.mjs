// Contestants do a job in turn, round by round, and every run is checked and measured.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { undone } from "./jobs.mjs";
import { measure } from "./measure.mjs";

const patience = 60_000;

/**
 * The costs of every run, a list of rounds for each: Map of `key, run` -> [{ wall, cpu, memory, hosts, frames, sent, received }].
 * A contestant that needs over a minute for a run has one round; one that fails has no further. `view` is how clients see the hosts: { folder, port }.
 */
export async function race({ bench, job, count, contestants, rounds, runs, view = bench.lab, around }) {
  const results = new Map();
  const out = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants.filter(({ key }) => !out.has(key))) {
      bench.lab.reset(count);
      for (const run of runs?.(contestant) ?? contestant.runs) {
        bench.tell(`${contestant.name}, ${run}, ${count} hosts, round ${round + 1} of ${rounds}`);
        const cost = await one({ bench, job, count, contestant, run, view, around });
        const name = `${contestant.name}, ${run}`;
        if (cost === undefined) {
          out.add(contestant.key);
          break;
        }
        results.set(name, { contestant, run, rounds: [...(results.get(name)?.rounds ?? []), cost] });
        if (cost.wall > patience) out.add(contestant.key);
      }
    }
  }
  return results;
}

/** What one run of one contestant cost; `undefined`, and it is told, where the job was not done. */
async function one({ bench, job, count, contestant, run, view, around }) {
  const { lab, folder } = bench;
  const output = join(folder, "output");
  const environment = { ...process.env, XDG_STATE_HOME: join(folder, "state"), NO_COLOR: "1" };
  Object.assign(environment, { LAB_DIR: view.folder, LAB_PORT: String(view.port) });
  const command = contestant.command({ run, job, count, client: `${view.folder}/client` });
  await around?.before();
  const hostsBefore = lab.cpu();
  const cost = await measure({ command, environment, output });
  const hosts = hostsBefore === undefined ? undefined : lab.cpu() - hostsBefore;
  const left = run === "plan" || run === "base" ? [] : undone(lab, job, count);
  if (cost.status !== 0 || left.length > 0) {
    const which = left.length > 0 ? `, not done on ${left.length} of ${count} hosts` : "";
    bench.fail(`${contestant.name} (${run}) ended with ${cost.status}${which}`, tail(output));
    return undefined;
  }
  return { ...cost, hosts, ...traffic(contestant.last, environment), ...(await around?.after()) };
}

/** Round trips and bytes of the run before, where the contestant tells them. */
function traffic(command, environment) {
  if (command === undefined) return {};
  const [program, ...args] = command;
  const { stdout } = spawnSync(program, args, { env: environment, encoding: "utf8", maxBuffer: 2 ** 30 });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith('{"type":"run.finished"')) return {};
  const { frames, bytesSent, bytesReceived } = JSON.parse(last);
  return { frames, sent: bytesSent, received: bytesReceived };
}

function tail(path) {
  return readFileSync(path, "utf8").split("\n").slice(-30).join("\n");
}
