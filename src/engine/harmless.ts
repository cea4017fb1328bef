const longest = 10_000;

/** Text in which a host may have had a say, made fit to be told: no control or direction characters but line feed and tab. */
export function harmless(text: string): string {
  return shortened(text).replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, escapeOf);
}

/** Cut after a whole word where there is one: what is told is searched for secrets later, and half of one is not found. */
function shortened(text: string): string {
  if (text.length <= longest) return text;
  let end = longest;
  while (end > 0 && !/\s/.test(text.charAt(end - 1))) end--;
  return `${text.slice(0, end === 0 ? longest : end)}...`;
}

function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? `\\x${point.toString(16).padStart(2, "0")}` : `\\u{${point.toString(16)}}`;
}
