import { posix } from "node:path";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Deed } from "./deed.ts";

const ask = 'for job; do [ ! -f "$job/job" ] || echo "$job $(sh "$job/job" 2>/dev/null | head -n 1)"; done';

/** What has to be said of jobs that a run has started on a host, and that still run: no rollback ends them. */
export async function runningJobs(deeds: readonly Deed[], host: HostView): Promise<readonly string[]> {
  const folders = deeds.flatMap(({ change }) => change.job ?? []);
  if (folders.length === 0) return [];
  const { stdout } = await host.probe(ask, { args: folders });
  const left = new Map(Array.from(stdout.matchAll(/^(.+) runs (\d+)$/gm), ([, folder, seconds]) => [folder, seconds]));
  return folders.flatMap((folder) => {
    const seconds = left.get(folder);
    const job = posix.basename(folder);
    return seconds === undefined
      ? []
      : [`still running: job ${job}, its host ends it in ${seconds} s: sh ${folder}/job`];
  });
}
