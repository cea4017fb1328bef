const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Seconds from sshd_config(5)'s TIME FORMATS: `90`, `1m30s`; `undefined` for anything else. */
export function sshSeconds(text: string): number | undefined {
  if (!/^(\d{1,6}[smhdw]?)+$/i.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([smhdw]?)/gi)]
    .map(([, count, unit = ""]) => Number(count) * (seconds[unit.toLowerCase()] ?? 1))
    .reduce((sum, one) => sum + one, 0);
}
