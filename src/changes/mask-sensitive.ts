import { sensitiveValues } from "./sensitive-values.ts";

/** Two texts with the same masks, ready to be compared. */
export interface MaskedPair {
  readonly before: string;
  readonly after: string;
}

/**
 * Both texts with the values of sensitive names replaced by `(secret)`, and by `(secret, changed)` in the second where the
 * value is another one. Values of one name are paired in order; where their numbers differ, by whether the value was there.
 */
export function maskSensitive(before: string, after: string): MaskedPair {
  const old = sensitiveValues(before);
  const young = sensitiveValues(after);
  if (old.length === 0 && young.length === 0) return { before, after };
  const oldByName = valuesByName(old);
  const youngByName = valuesByName(young);
  const seen = new Map<string, number>();
  const isChanged = ({ name, value }: Named): boolean => {
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    const known = oldByName.get(name);
    if (known === undefined) return false;
    const paired = known.length === youngByName.get(name)?.length;
    return paired ? known[index] !== value : !known.includes(value);
  };
  return {
    before: masked(before, old, () => false),
    after: masked(after, young, isChanged),
  };
}

interface Named {
  readonly name: string;
  readonly value: string;
}

interface Placed extends Named {
  readonly start: number;
  readonly end: number;
}

function valuesByName(values: readonly Named[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const { name, value } of values) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [value]);
    else known.push(value);
  }
  return byName;
}

function masked(text: string, values: readonly Placed[], isChanged: (value: Named) => boolean): string {
  const pieces: string[] = [];
  let from = 0;
  for (const value of values) {
    pieces.push(text.slice(from, value.start), isChanged(value) ? "(secret, changed)" : "(secret)");
    from = value.end;
  }
  return pieces.join("") + text.slice(from);
}
