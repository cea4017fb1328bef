/**
 * Text from a host made fit for a message: one line, control and direction characters shown as escapes, at most `limit`
 * characters.
 */
export function visible(text: string | Uint8Array, limit = 300): string {
  const raw = typeof text === "string" ? text : Buffer.from(text).toString("utf8");
  const line = raw.trim().replace(/\s*\r?\n\s*/g, "; ");
  const cut = line.length > limit ? `${line.slice(0, limit)}...` : line;
  return cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapeOf);
}

function escapeOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point === 0x09) return " ";
  return point < 0x100 ? `\\x${point.toString(16).padStart(2, "0")}` : `\\u{${point.toString(16)}}`;
}
