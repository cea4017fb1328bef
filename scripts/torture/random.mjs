/** The same numbers for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return {
    below,
    chance: (part) => next() < part,
    between: (low, high) => low + next() * (high - low),
    oneOf: (list) => list[below(list.length)],
    shuffled: (list) =>
      list
        .map((one) => [next(), one])
        .sort(([one], [other]) => one - other)
        .map(([, one]) => one),
  };
}
