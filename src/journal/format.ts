/** The forms that a journal's events had, and how those of one become those of the next. */
export interface Formats {
  readonly current: number;
  /** By the format that is left behind. The two formats before the current one can always be read. */
  readonly upgrades: ReadonlyMap<number, (event: unknown) => unknown>;
}

/** Formats of this program: 1 is the first. Its journals are in test/unit/journal/fixtures, as those of later formats will be. */
export const formats: Formats = { current: 1, upgrades: new Map() };

/** The oldest format that can be read. */
export function oldestFormat({ current, upgrades }: Formats): number {
  let oldest = current;
  while (upgrades.has(oldest - 1)) oldest--;
  return oldest;
}

/** An event of an older format as the current one has it. */
export function upgraded(event: unknown, from: number, { current, upgrades }: Formats): unknown {
  let result = event;
  for (let format = from; format < current; format++) result = upgrades.get(format)?.(result);
  return result;
}
