import type { RunFinished, Stats } from "../events/event.ts";

/** What a run's exit code tells besides how its hosts fared. */
export interface RunEnd {
  readonly interrupted: boolean;
  /** Some host was not as a plan saw it. */
  readonly refused?: boolean;
  /** So many hosts failed that the run did not go on. */
  readonly stopped?: boolean;
}

/** 0 done, 2 a host failed, 3 a host refused, 4 unreachable or unknown hosts left, 8 stopped by failures (OR-ed), 130 interrupted. */
export function exitCodeOf(stats: Readonly<Record<string, Stats>>, { interrupted, refused, stopped }: RunEnd): number {
  if (interrupted) return 130;
  const all = Object.values(stats);
  const failed = all.some((one) => one.failed > 0) ? 2 : 0;
  const lost = all.some((one) => one.unreachable > 0 || one.unknown > 0) ? 4 : 0;
  return failed | lost | (refused ? 3 : 0) | (stopped ? stoppedByFailures : 0);
}

/** The bit of an exit code that tells that a run was stopped because hosts failed. */
const stoppedByFailures = 8;

/** Whether a run, or a part of it, came to its end: nobody interrupted it, and neither failures nor an error stopped it. */
export function isWholeEnd({ exitCode, stats }: Pick<RunFinished, "exitCode" | "stats">): boolean {
  const byHosts = exitCodeOf(stats, { interrupted: false });
  return exitCode === byHosts || exitCode === (byHosts | 3);
}

/** For `plan --detailed-exitcode`: 0 nothing to do, 2 changes pending, 1 a host failed, 4 a host unreachable. */
export function detailedExitCode(stats: Readonly<Record<string, Stats>>): number {
  const all = Object.values(stats);
  if (all.some((one) => one.unreachable > 0 || one.unknown > 0)) return 4;
  if (all.some((one) => one.failed > 0)) return 1;
  return all.some((one) => one.changed > 0) ? 2 : 0;
}
