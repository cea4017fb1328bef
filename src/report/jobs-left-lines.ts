import type { JobLeft, TaskLabel } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import type { Palette } from "./palette.ts";
import { printableLine } from "./printable.ts";

/** The jobs that a run has left running, and what can be done with each on its host. */
export function jobsLeftLines(
  jobs: readonly JobLeft[],
  tasks: readonly TaskLabel[],
  paint: Palette,
): readonly string[] {
  if (jobs.length === 0) return [];
  const lines = jobs.flatMap(({ host, task, job, folder, user, until }) => {
    const name = tasks.find(({ id }) => id === writtenId(task))?.name ?? task;
    const end =
      until === undefined ? "may still run, its host could not be asked" : `its host ends it at ${timeOf(until)}`;
    return [
      `  ${paint.bold(printableLine(host))}  ${printableLine(name)}: job ${printableLine(job)}, ${end}`,
      `    ${paint.dim(`as ${printableLine(user)}: sh ${printableLine(folder)}/job`)}`,
    ];
  });
  return [paint.dim("still running:"), ...lines];
}

function timeOf(until: string): string {
  return `${until.slice(0, 10)} ${until.slice(11, 19)} UTC`;
}
