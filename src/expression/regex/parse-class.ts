import { type CharacterSet, characterRange, namedSets, oneCharacter, unionOf } from "./character-set.ts";
import type { PatternText } from "./pattern-text.ts";

/** The set between `[` (or `[^`) and `]`; a `]` that comes first is one of its characters. */
export function parseClass(text: PatternText): CharacterSet {
  const sets: CharacterSet[] = [];
  do {
    if (text.sees("[:")) throw text.fail("classes such as [:alpha:] are not supported; write a-z");
    const from = member(text);
    if (text.sees("-") && !text.sees("-]")) {
      text.skip(1);
      const to = member(text);
      if (typeof from !== "number" || typeof to !== "number" || from > to) throw text.fail("a range runs backwards");
      sets.push(characterRange(from, to));
    } else {
      sets.push(typeof from === "number" ? oneCharacter(from) : from);
    }
    if (text.atEnd) throw text.fail('a "[" is never closed');
  } while (!text.take("]"));
  return unionOf(sets);
}

function member(text: PatternText): number | CharacterSet {
  const character = text.next();
  if (character !== "\\") return character.codePointAt(0) ?? 0;
  if (text.take("b")) return 8;
  for (const [letter, set] of namedSets) if (text.take(letter)) return set;
  return text.escapedCode();
}
