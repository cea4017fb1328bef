import type { BatchSize } from "./batch-sizes.ts";

/** Items in batches of these sizes, in order; the last size counts for the rest. A percentage is of all, rounded down, at least one. */
export function batchesOf<T>(
  items: readonly T[],
  sizes: readonly [BatchSize, ...BatchSize[]],
): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  let [size] = sizes;
  for (let from = 0; from < items.length; ) {
    size = sizes[batches.length] ?? size;
    const { count, isPercentage } = size;
    const length = isPercentage ? Math.max(1, Math.floor((items.length * count) / 100)) : count;
    batches.push(items.slice(from, from + length));
    from += length;
  }
  return batches;
}
