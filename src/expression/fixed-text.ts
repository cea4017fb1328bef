/** A number with so many decimals, 99 at most; what lies exactly between two becomes the even one, as Python has it. */
export function fixedText(value: number, decimals: number): string {
  const exact = value.toFixed(Math.min(100, decimals + 25));
  const end = exact.indexOf(".") + 1 + decimals;
  const cut = exact.slice(0, decimals === 0 ? end - 1 : end);
  const isBetween = /^50*$/.test(exact.slice(end));
  return isBetween && /[02468]$/.test(cut) ? cut : value.toFixed(decimals);
}
