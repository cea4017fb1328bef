/** The number that is written so (`1_000`, `1.5e3`, `0xff`); `undefined` when it cannot be kept exactly or at all. */
export function parseNumber(text: string): number | undefined {
  const number = Number(text.replaceAll("_", ""));
  const whole = /^[\d_]+$|^0x/.test(text);
  return Number.isFinite(number) && (!whole || Number.isSafeInteger(number)) ? number : undefined;
}
