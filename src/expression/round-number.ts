/** The nearest number with so many decimals, a tie going to the even digit, as Python's `round`. */
export function roundHalfEven(value: number, decimals: number): number {
  if (Math.abs(value) >= 2 ** 53) return value;
  if (decimals <= 0) {
    const factor = 10 ** -decimals;
    return nearestEven(value / factor) * factor + 0;
  }
  if (decimals > 60) return value;
  const near = Number(value.toFixed(decimals));
  const digits = value.toFixed(decimals + 30);
  if (!/50{29}$/.test(digits)) return near + 0;
  const below = Number(digits.slice(0, -30));
  return (Number(digits.at(-31)) % 2 === 0 ? below : near) + 0;
}

function nearestEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
