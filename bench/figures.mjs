// Numbers of several rounds, as people read them.

/** The lower of the two in the middle when their number is even: a value that was measured. */
export function median(numbers) {
  const known = numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)];
}

/** `1.20 (1.10-1.40)`: median, least and greatest; only the number when there is one. */
export function spread(numbers, digits) {
  const known = numbers.filter((number) => number !== undefined);
  if (known.length === 0) return "-";
  const middle = median(known).toFixed(digits);
  if (known.length === 1) return middle;
  return `${middle} (${Math.min(...known).toFixed(digits)}-${Math.max(...known).toFixed(digits)})`;
}

/** The median, or a dash. */
export function middle(numbers, digits) {
  const number = median(numbers);
  return number === undefined ? "-" : number.toFixed(digits);
}

/** Each round beside the same round of the other: what a machine that is slow for a while does to both drops out. */
export function ratios(numbers, others) {
  if (others === undefined) return [];
  const pairs = numbers.map((number, round) => [number, others[round]]);
  return pairs.filter(([one, other]) => one !== undefined && other > 0).map(([one, other]) => one / other);
}
