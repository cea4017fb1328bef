/** Tells whether a code point belongs to a set. */
export type CharacterSet = (code: number) => boolean;

/** Exactly one character. */
export function oneCharacter(code: number): CharacterSet {
  return (other) => other === code;
}

/** All characters from one to another. */
export function characterRange(from: number, to: number): CharacterSet {
  return (code) => code >= from && code <= to;
}

/** All that are in one of the sets. */
export function unionOf(sets: readonly CharacterSet[]): CharacterSet {
  const [only] = sets;
  return sets.length === 1 && only ? only : (code) => sets.some((set) => set(code));
}

/** All that are not in the set. */
export function complementOf(set: CharacterSet): CharacterSet {
  return (code) => !set(code);
}

/** The set with the other case of each of its characters. */
export function anyCase(set: CharacterSet): CharacterSet {
  return (code) => {
    if (set(code)) return true;
    const character = String.fromCodePoint(code);
    return [character.toLowerCase(), character.toUpperCase()].some((other) => set(other.codePointAt(0) ?? code));
  };
}

/** Letters, digits and `_`, as Python's `\w`. */
export const wordCharacters: CharacterSet = characterClass(/\w/, /[\p{L}\p{N}]/u);

const digits = characterClass(/\d/, /\p{Nd}/u);
const spaces = characterClass(/[\s\x1c-\x1f]/, /[\p{Z}\x85]/u);

/** The named sets, by the letter after the backslash. */
export const namedSets: ReadonlyMap<string, CharacterSet> = new Map([
  ["d", digits],
  ["D", complementOf(digits)],
  ["w", wordCharacters],
  ["W", complementOf(wordCharacters)],
  ["s", spaces],
  ["S", complementOf(spaces)],
]);

/** A set from a pattern for ASCII (kept as a table) and one for all other characters. */
function characterClass(ascii: RegExp, others: RegExp): CharacterSet {
  const table = Array.from({ length: 128 }, (_, code) => ascii.test(String.fromCharCode(code)));
  return (code) => table[code] ?? others.test(String.fromCodePoint(code));
}
