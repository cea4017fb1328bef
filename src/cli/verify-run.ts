import type { RunFlags } from "./flags.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { runOnce } from "./run-once.ts";
import type { World } from "./world.ts";

/** `--verify`: decides everything again, as a plan; a host on which something is left to do has failed. Gives the exit code. */
export async function verifyRun(world: World, prepared: PreparedRun, flags: RunFlags): Promise<number> {
  const { stats, exitCode, pending } = await runOnce(world, prepared, {
    mode: "plan",
    diffs: true,
    flags,
    quiet: true,
  });
  if (exitCode !== 0) return exitCode;
  const open = Object.entries(stats).flatMap(([host, { changed }]) => (changed > 0 ? [host] : []));
  if (flags.format === "text") {
    world.output.write(
      pending
        ? `\nverify: something is left to do on ${open.join(", ")}; see runbook show last\n`
        : "\nverify: nothing is left to do\n",
    );
  }
  return pending ? 2 : 0;
}
