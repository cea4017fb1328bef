/**
 * Below, equal or above zero as versions are ordered: runs of digits count as numbers, other runs as text, dots separate.
 * `undefined` where a number meets a text, since then nothing can be said.
 */
export function compareVersions(left: string, right: string): number | undefined {
  const [ours, theirs] = [componentsOf(left), componentsOf(right)];
  for (const [index, one] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    if (typeof one !== typeof other) return undefined;
    return one < other ? -1 : 1;
  }
  return ours.length - theirs.length;
}

function componentsOf(version: string): readonly (bigint | string)[] {
  const parts = version.trim().match(/\d+|[a-z]+|[^\da-z.]+/gi) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? BigInt(part) : part));
}
