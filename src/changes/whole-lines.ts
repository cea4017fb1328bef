const gap = /\n\[(\d+) bytes are left out here(; [^\]\n]*)?\]\n/;
/** Output that was cut is longer, in bytes: shorter texts only quote such a line. */
const cutFrom = 900_000;
const [longestLine, guard] = [65_536, 4096];

/**
 * Output whose middle is left out, without the rests of lines beside the gap: half a secret would be known by nobody. Where lines
 * are very long, 4 KiB go.
 */
export function wholeLines(output: string): string {
  const [mark, left, digest = ""] = output.length * 3 < cutFrom ? [] : (gap.exec(output) ?? []);
  if (mark === undefined || Buffer.byteLength(output) < cutFrom) return output;
  const at = output.indexOf(mark);
  const [head, tail] = [output.slice(0, at), output.slice(at + mark.length)];
  const lineStart = head.lastIndexOf("\n") + 1;
  const headEnd = head.length - lineStart > longestLine ? head.length - guard : lineStart;
  const lineEnd = tail.indexOf("\n") + 1;
  const tailStart = lineEnd === 0 || lineEnd > longestLine ? guard : lineEnd;
  const more = bytesIn(head.slice(headEnd)) + bytesIn(tail.slice(0, tailStart));
  const missing = Number(left) + more;
  return `${head.slice(0, headEnd)}\n[${missing} bytes are left out here${digest}]\n${tail.slice(tailStart)}`;
}

/** What a cut made of a character counts as one byte. */
function bytesIn(text: string): number {
  return Buffer.byteLength(text.replaceAll("\uFFFD", "?"));
}
