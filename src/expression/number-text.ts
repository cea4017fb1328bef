/**
 * A number as Python writes it: whole numbers without a point (also `6 / 2`: a whole float cannot be told from an integer
 * here), others with the fewest digits that give the same number, exponents from 1e+16 and below 1e-4.
 */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e-4 && size < 1e16) return String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}
