import type { Stats } from "../events/event.ts";

/** 0 done, 2 a host failed, 3 a host refused, 4 unreachable or unknown hosts left (OR-ed), 130 interrupted. */
export function exitCodeOf(stats: Readonly<Record<string, Stats>>, interrupted: boolean, refused = false): number {
  if (interrupted) return 130;
  const all = Object.values(stats);
  const failed = all.some((one) => one.failed > 0) ? 2 : 0;
  const lost = all.some((one) => one.unreachable > 0 || one.unknown > 0) ? 4 : 0;
  return failed | lost | (refused ? 3 : 0);
}

/** For `plan --detailed-exitcode`: 0 nothing to do, 2 changes pending, 1 a host failed, 4 a host unreachable. */
export function detailedExitCode(stats: Readonly<Record<string, Stats>>): number {
  const all = Object.values(stats);
  if (all.some((one) => one.unreachable > 0 || one.unknown > 0)) return 4;
  if (all.some((one) => one.failed > 0)) return 1;
  return all.some((one) => one.changed > 0) ? 2 : 0;
}
