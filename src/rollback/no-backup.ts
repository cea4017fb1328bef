import { dirname } from "node:path/posix";
import type { HostView } from "../modules/contract/host-view.ts";
import { type ProblemError, problem } from "../problems/problem.ts";

/** RB7203: a path stays as it is. */
export function noBackup(path: string, why: string): ProblemError {
  return problem("RB7203", `${path} cannot be taken back: ${why}`, {
    hint: `--force ${path} leaves it as it is and takes back the rest.`,
  });
}

/** Why nothing is where something was kept: it alone is missing, or all that the run kept on the host. */
export async function whyGone(backup: string, host: HostView): Promise<string> {
  return (await isStoreGone(backup, host))
    ? `the run's backups are gone from the host, there is no ${dirname(backup)}`
    : `what was kept of it is not in ${backup} any more`;
}

/** Nothing is left of what the run kept on the host: it was removed by age, or by hand. */
export async function isStoreGone(backup: string, host: HostView): Promise<boolean> {
  return (await host.stat(dirname(backup))) === undefined;
}
