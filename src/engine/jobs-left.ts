import { posix } from "node:path";
import { quote } from "../changes/quote.ts";
import type { JobLeft } from "../events/event.ts";
import type { Part, Replies } from "./batch.ts";
import type { Clock } from "./run-context.ts";

/** A job that goes on when the run leaves its host, or of which that cannot be told. */
export type LeftJob = Pick<JobLeft, "task" | "job" | "folder" | "user" | "until">;

interface Asking {
  /** Of the user who started them. */
  readonly shell: Promise<{ ask(parts: readonly Part[]): Promise<Replies> }>;
  readonly user: string;
  readonly clock: Pick<Clock, "now">;
}

/** Which of the jobs, tasks by folders, still run; all of them where the host cannot be asked. Never throws. */
export async function jobsLeft(
  jobs: ReadonlyMap<string, string>,
  { shell, user, clock }: Asking,
): Promise<readonly LeftJob[]> {
  const left = await secondsLeft([...jobs.keys()], shell);
  const now = clock.now().getTime();
  return [...jobs].flatMap(([folder, task], index) => {
    const seconds = left?.get(index);
    if (left && seconds === undefined) return [];
    const until = seconds === undefined ? undefined : new Date(now + seconds * 1000).toISOString();
    return [{ task, job: posix.basename(folder), folder, user, ...(until !== undefined && { until }) }];
  });
}

/** Of those that run, by their places in the list. */
async function secondsLeft(
  folders: readonly string[],
  shell: Asking["shell"],
): Promise<ReadonlyMap<number, number> | undefined> {
  const looks = folders.map((folder, index) => {
    const job = quote(`${folder}/job`);
    return `[ ! -f ${job} ]||{ rb_l=$(sh ${job} 2>/dev/null);case $rb_l in runs*)echo "${index} $rb_l";;esac;}`;
  });
  const script = `(rb_apart\n${looks.join("\n")}\n:)`;
  const cap = folders.length * 100 + 4096;
  const replies = await shell
    .then((open) => open.ask([{ script, stops: true, deadline: 10_000, cap }]))
    .catch(() => undefined);
  const [reply] = replies ?? [];
  if (reply?.status !== 0) return undefined;
  const lines = Buffer.from(reply.stdout)
    .toString("utf8")
    .matchAll(/^(\d+) runs (\d+)$/gm);
  return new Map(Array.from(lines, ([, index, seconds]) => [Number(index), Number(seconds)]));
}
