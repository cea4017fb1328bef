import { afterEnd } from "../checker.mjs";
import { goOn } from "../go-on.mjs";
import { run, setHosts } from "../scene.mjs";
import { trickyTools } from "../tools.mjs";
import { canTrace } from "../tracing.mjs";

const victim = "h1";
const ways = [
  ["tool", "before"],
  ["tool", "after"],
  ["shell", "before"],
  ["shell", "after"],
];

/** Each process of a host's shell, killed before and after its work, its shell too, and at each of its system calls. */
export const host = {
  name: "host",
  async points(bench) {
    const processes = await processesOfRun(bench);
    const killed = processes.flatMap((turn) => ways.map(([who, moment]) => ({ turn, victim: who, moment })));
    if (!canTrace()) {
      bench.skip("system calls of the host's processes: no strace", processes.length);
      return killed;
    }
    const inCall = processes.flatMap((turn) =>
      calls.map((call) => ({ turn, victim: "trace", inject: `${call}:signal=KILL:when=1` })),
    );
    const atNumber = processes.flatMap((turn) => ({ turn, victim: "trace", inject: "all:signal=KILL:when=" }));
    return [...killed, ...inCall, ...atNumber];
  },
  round: (bench, random, point) =>
    disturbHost(
      bench,
      point.inject?.endsWith("=") ? { ...point, inject: `${point.inject}${5 + random.below(60)}` } : point,
    ),
};

const calls = ["write", "fsync", "renameat2", "linkat", "unlinkat", "fchmod"];

/** Numbers of the processes that the host's shell starts in a run. */
export async function processesOfRun(bench) {
  let count = 0;
  await bench.inScene({}, "counting processes", async (made) => {
    const tools = trickyTools(made.control);
    setHosts(made, { tools: { [victim]: tools.path } });
    await run(made, ["apply", "site.yaml", "-y"]);
    count = tools.count();
    return [];
  });
  return Array.from({ length: count }, (_, index) => index + 1);
}

/**
 * A run while one host's tools are tampered with: the others must not notice; then resumed with good tools until all is done. A
 * command whose own processes were killed may be unknown: it must be said.
 */
export async function disturbHost(bench, point, { mayEnd = [0, 2, 4, 6], mayStay } = {}) {
  const { turn, victim: who, moment = "", inject = "" } = point;
  await bench.inScene({}, `${who} ${moment}${inject} at process ${turn} of ${victim}`, async (made) => {
    const tools = trickyTools(made.control);
    tools.plan(point);
    setHosts(made, { tools: { [victim]: tools.path } });
    const end = await run(made, ["apply", "site.yaml", "-y", "--format", "json"]);
    const check = async (one, how) =>
      (await afterEnd(made, one, how)).filter(([, evidence]) => !mayStay?.test(evidence));
    bench.count("disturbed runs");
    bench.count(`ended with ${end.exitCode}`);
    const found = await check(end, { isDone: false });
    if (!mayEnd.includes(end.exitCode)) found.push(["end", `exit code ${end.exitCode}: ${end.stderr}`]);
    found.push(...othersAreDone(end));
    if (end.exitCode === 0) return [...found, ...(await check(end))];
    tools.plan();
    let last = await goOn(made);
    for (let more = 0; more < 2 && last.exitCode !== 0; more++) last = await goOn(made);
    bench.count("resumed");
    if (last.exitCode === 4 && saysUnknown(end, last)) {
      bench.count("commands that are unknown for good");
      return [...found, ...(await check(last, { isDone: false }))];
    }
    return [...found, ...(await check(last))];
  });
}

/** I8: a fault on one host is no other's. */
function* othersAreDone({ stdout, exitCode }) {
  const finished = stdout.split("\n").filter((line) => line.includes('"run.finished"'));
  const stats = finished.length > 0 ? JSON.parse(finished[0]).stats : {};
  for (const [name, { failed, unreachable, unknown }] of Object.entries(stats))
    if (name !== victim && failed + unreachable + unknown > 0)
      yield ["I8", `${name} did not come to its end, and it was ${victim} that was disturbed (exit code ${exitCode})`];
}

function saysUnknown(...ends) {
  return ends.some(({ stdout }) => stdout.includes('"status":"unknown"'));
}
