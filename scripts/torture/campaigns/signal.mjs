import { afterEnd } from "../checker.mjs";
import { resumeAndCheck } from "../go-on.mjs";
import { run } from "../scene.mjs";

/** Ctrl-C once or twice, SIGTERM and SIGHUP at random times. */
export const signal = {
  name: "signal",
  async round(bench, random) {
    const first = random.between(0.1, 1.05) * bench.usual;
    const name = random.oneOf(["SIGINT", "SIGINT", "SIGTERM", "SIGHUP"]);
    const twice = random.chance(0.5);
    const second = first + 210 + random.between(0, 0.3) * bench.usual;
    const signals = [[first, name], ...(twice ? [[second, "SIGINT"]] : [])];
    await bench.inScene({ pause: twice ? 0.4 : 0.03 }, `${name} after ${Math.round(first)} ms`, async (made) => {
      const end = await run(made, ["apply", "site.yaml", "-y", "--format", "json"], { signals });
      bench.count("signals", end.wasCut ? signals.length : 0);
      bench.count(`ended with ${end.exitCode ?? end.signal}`);
      const found = [];
      // Before it listens a program dies of a signal, and so it is right.
      const isEarly = end.signal === name && !end.stdout.includes("task.started");
      if (![0, 130].includes(end.exitCode) && !isEarly)
        found.push(["end", `ended with ${end.exitCode ?? end.signal}: ${end.stderr}`]);
      if (twice && end.took > second + 2000 + bench.usual)
        found.push(["late", `it took ${Math.round(end.took - second)} ms to leave`]);
      if (
        end.exitCode === 130 &&
        !/runbook (resume|rollback|show)/.test(end.stderr) &&
        /change.intended/.test(end.stdout)
      )
        found.push(["I10", `nothing about what to do: ${end.stderr}`]);
      if (end.exitCode === 0) return [...found, ...(await afterEnd(made, end))];
      return [...found, ...(await resumeAndCheck(bench, made, end))];
    });
  },
};
