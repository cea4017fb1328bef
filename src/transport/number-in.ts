/** A number inside one of ssh2's window records, which it does not describe. */
export function numberIn(record: unknown, name: string): number | undefined {
  if (typeof record !== "object" || record === null) return undefined;
  const value = Object.entries(record).find(([key]) => key === name)?.[1];
  return typeof value === "number" ? value : undefined;
}
