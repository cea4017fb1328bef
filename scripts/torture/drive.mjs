import { seeded } from "./random.mjs";

/**
 * Runs rounds of a campaign until its time is over, its points are done, or it found something and `stopAtFirst` is said.
 * `jobs` rounds at a time. Tells how it went.
 */
export async function drive(bench, campaign, { seed, milliseconds, rounds = Infinity, jobs = 1, stopAtFirst = false }) {
  const began = performance.now();
  const missing = campaign.needs?.();
  if (missing !== undefined) return { ...figures(bench, began, 0), skipped: missing };
  const points = campaign.points ? seeded(seed).shuffled(await campaign.points(bench)) : undefined;
  const most = Math.min(rounds, points?.length ?? Infinity);
  let next = 0;
  const isOver = () =>
    next >= most || performance.now() - began > milliseconds || (stopAtFirst && bench.violations.length > 0);
  const work = async () => {
    while (!isOver()) {
      const number = next++;
      await campaign.round(bench, seeded(seed * 100_003 + number), points?.[number]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { ...figures(bench, began, next), ...(points && { points: points.length }) };
}

function figures(bench, began, rounds) {
  return { rounds, seconds: (performance.now() - began) / 1000, counts: bench.counts, violations: bench.violations };
}
