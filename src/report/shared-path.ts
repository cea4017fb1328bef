/** Paths as one: the steps in which they differ become `*`; of paths of different depth, only the common ends stay. */
export function sharedPath(paths: readonly string[]): string {
  const [first = "", ...rest] = new Set(paths);
  return rest.reduce(merged, first);
}

function merged(one: string, other: string): string {
  const [a, b] = [one.split("/"), other.split("/")];
  if (a.length === b.length) return a.map((step, index) => (step === b[index] ? step : "*")).join("/");
  const shortest = Math.min(a.length, b.length);
  let start = 0;
  while (start < shortest && a[start] === b[start]) start++;
  let end = 0;
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [...a.slice(0, start), "…", ...(end === 0 ? [] : a.slice(-end))].join("/");
}
