import { afterEnd } from "../checker.mjs";
import { goOn } from "../go-on.mjs";
import { run } from "../scene.mjs";
import { canTrace, tracerOfController } from "../tracing.mjs";
import { disturbHost, processesOfRun } from "./host.mjs";
import { controllerPoints } from "./sweep.mjs";

const errors = ["ENOSPC", "EIO", "EROFS", "EDQUOT"];
const ofController = ["pwrite64", "fsync", "fdatasync", "rename", "link", "ftruncate", "mkdir", "unlink"];
const ofHost = ["write", "fsync", "renameat2", "linkat", "unlinkat", "openat", "mkdirat", "ftruncate"];

/** Disks that are full, broken, read-only or used up, at each write, sync, rename and link of the controller and of a host. */
export const enospc = {
  name: "enospc",
  needs: () => (canTrace() ? undefined : "strace"),
  async points(bench) {
    const processes = await processesOfRun(bench);
    const controller = await controllerPoints(bench, ofController);
    return [
      ...controller.flatMap((point) => errors.map((error) => ({ ...point, error }))),
      ...processes.flatMap((turn) => ofHost.flatMap((call) => errors.map((error) => ({ turn, call, error })))),
    ];
  },
  round(bench, _random, { turn, call, number, error }) {
    if (turn === undefined) return onController(bench, { call, number, error });
    // What is open for loading a program must not fail: its later calls do.
    const when = call === "openat" ? "3" : "1";
    // Where nothing can be removed, drafts and what was kept of commands stay.
    const mayStay = call === "unlinkat" ? /: run\/|\/\.rb\.[^/]+ is left there/ : undefined;
    return disturbHost(bench, { turn, victim: "trace", inject: `${call}:error=${error}:when=${when}` }, { mayStay });
  },
};

async function onController(bench, { call, number, error }) {
  await bench.inScene({}, `${error} at ${call} ${number} of the controller`, async (made) => {
    const tracer = tracerOfController(`${call}:error=${error}:when=${number}`);
    const end = await run(made, ["apply", "site.yaml", "-y", "--format", "json"], { tracer });
    bench.count("disturbed runs");
    bench.count(`ended with ${end.exitCode}`);
    const told = await afterEnd(made, end, { isDone: end.exitCode === 0 });
    // What cannot be removed stays.
    const found = told.filter(([invariant]) => invariant !== "I7" || call !== "unlink");
    if (end.exitCode === 0) return found;
    if (end.exitCode === null || end.exitCode > 8) found.push(["end", `exit code ${end.exitCode}: ${end.stderr}`]);
    // Node tells of a failed mkdir that the folder is not there.
    if (call !== "mkdir" && !causes[error].test(`${end.stdout}${end.stderr}`))
      found.push(["cause", `${error} is not named: ${end.stderr}`]);
    const last = await afterEnd(made, await goOn(made));
    return [...found, ...last.filter(([invariant]) => invariant !== "I7" || call !== "unlink")];
  });
}

const causes = {
  ENOSPC: /ENOSPC|no space left/i,
  EIO: /EIO|i\/o error|input\/output error/i,
  EROFS: /EROFS|read-only file system/i,
  EDQUOT: /EDQUOT|quota exceeded/i,
};
