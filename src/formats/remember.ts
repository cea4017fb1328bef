/** How much is remembered: results for the `most` recent texts, of texts up to `longest` UTF-16 units. */
export interface Memory {
  readonly most: number;
  readonly longest: number;
}

/**
 * The same function, which knows its results for recent texts: the hosts of a fleet often hold the same file, and the tasks
 * of a host read the same file again. Only for results that nobody alters; what was thrown is not remembered.
 */
export function remember<T>(
  work: (text: string, name: string) => T,
  { most, longest }: Memory,
): (text: string, name: string) => T {
  const recent = new Map<string, T>();
  return (text, name) => {
    const known = recent.get(text);
    const result = known ?? work(text, name);
    if (text.length > longest) return result;
    recent.delete(text);
    recent.set(text, result);
    for (const oldest of recent.keys()) {
      if (recent.size <= most) break;
      recent.delete(oldest);
    }
    return result;
  };
}
