/** Runs `work` on every item, at most `limit` at a time, begun in order; ends when all have ended. After an error none begins. */
export async function each<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let isBroken = false;
  const worker = async () => {
    while (!isBroken && next < items.length) {
      const item = items[next++];
      if (item !== undefined) await work(item);
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, () =>
    worker().catch((error: unknown) => {
      isBroken = true;
      throw error;
    }),
  );
  await Promise.allSettled(workers);
  await Promise.all(workers);
}
