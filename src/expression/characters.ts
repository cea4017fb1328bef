/** The characters (code points, as Python counts them) of a text. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

/** How many characters (code points) a text has. */
export function lengthOf(text: string): number {
  return /[\ud800-\udfff]/.test(text) ? charactersOf(text).length : text.length;
}

/** Below, equal or above zero as `left` comes before, is, or comes after `right` in the order of code points. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  let index = 0;
  while (index < left.length && left[index] === right[index]) index += 1;
  return rank(left, index) - rank(right, index);
}

/** Surrogates stand for characters above all others. */
function rank(text: string, index: number): number {
  const unit = index < text.length ? text.charCodeAt(index) : -1;
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
