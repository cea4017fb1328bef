import { afterCut, afterEnd } from "./checker.mjs";
import { run } from "./scene.mjs";

/** Begins a run, or goes on with the one that was begun; whichever there is. */
export async function goOn(made, how = {}) {
  const end = await run(made, ["resume", "last", "-y", "--format", "json"], how);
  if (!end.stderr.includes("RB7002")) return end;
  return run(made, ["apply", "site.yaml", "-y", "--format", "json"], how);
}

/** Checks a run that was cut off; resumes it, cut off again by `cuts`, one after the other; then undisturbed; checks the end. */
export async function resumeAndCheck(bench, made, end, cuts = []) {
  const found = [...afterCut(made, end)];
  for (const how of cuts) {
    const again = await goOn(made, how);
    bench.count("resumes");
    if (again.wasCut || again.signal !== null) bench.count("kills");
    if (again.exitCode === null || again.exitCode > 127) found.push(...afterCut(made, again));
  }
  let last = await goOn(made);
  bench.count("resumes");
  for (let more = 0; more < 2 && last.exitCode !== 0; more++) {
    bench.count("resumed once more");
    last = await goOn(made);
  }
  found.push(...(await afterEnd(made, last)));
  return found;
}
