import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resumeAndCheck } from "../go-on.mjs";
import { run } from "../scene.mjs";
import { canTrace, listener, tracerOfController } from "../tracing.mjs";

/** Calls by which a controller changes something, or tells somebody something. */
const calls = (
  "write writev pwrite64 pwritev fsync fdatasync rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat " +
  "ftruncate connect sendto sendmsg shutdown socketpair"
).split(" ");

/** SIGKILL of the controller before each write, sync, rename, link, connect and send of a run of 3 hosts. */
export const sweep = {
  name: "sweep",
  needs: () => (canTrace() ? undefined : "strace"),
  points: (bench) => controllerPoints(bench, calls),
  async round(bench, random, { call, number }) {
    await bench.inScene({}, `killed before ${call} ${number}`, async (made) => {
      const inject = `${call}:signal=KILL:when=${number}`;
      const tracer = tracerOfController(inject);
      const end = await run(made, ["apply", "site.yaml", "-y", "--format", "json"], { tracer });
      bench.count(end.exitCode === 0 ? "not reached" : "kills");
      const cuts = random.chance(0.3)
        ? [{ tracer: tracerOfController(`${call}:signal=KILL:when=${1 + random.below(number)}`) }]
        : [];
      return resumeAndCheck(bench, made, end, cuts);
    });
  },
};

/** For each of the calls, as often as a thread of the controller makes it in an undisturbed run. */
export async function controllerPoints(bench, names) {
  const found = new Map();
  await bench.inScene({}, "counting calls", async (made) => {
    const log = join(made.control, "calls");
    await run(made, ["apply", "site.yaml", "-y", "--format", "json"], { tracer: listener(names.join(","), log) });
    const each = new Map();
    for (const line of readFileSync(log, "utf8").split("\n")) {
      const [, thread, call] = /^(\d+) +([a-z0-9_]+)\(/.exec(line) ?? [];
      if (call === undefined) continue;
      const count = (each.get(`${thread} ${call}`) ?? 0) + 1;
      each.set(`${thread} ${call}`, count);
      found.set(call, Math.max(found.get(call) ?? 0, count));
    }
    return [];
  });
  return [...found].flatMap(([call, most]) =>
    Array.from({ length: most }, (_, index) => ({ call, number: index + 1 })),
  );
}
