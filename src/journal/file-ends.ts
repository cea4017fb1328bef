import { readSync } from "node:fs";

const block = 64 * 1024;
const lineFeed = 10;

/** The first lines of a file with their LF, or all of it where it has fewer. */
export function firstLines(file: number, size: number, count: number): Buffer {
  for (let length = block; ; length *= 4) {
    const bytes = bytesAt(file, 0, Math.min(length, size));
    let end = 0;
    let found = 0;
    for (; found < count; found++) {
      const next = bytes.indexOf(lineFeed, end);
      if (next === -1) break;
      end = next + 1;
    }
    if (found === count) return bytes.subarray(0, end);
    if (bytes.length >= size || length > size) return bytes;
  }
}

/** The last line of a file with its LF; empty when the file does not end with one. */
export function lastLine(file: number, size: number): Buffer {
  for (let length = Math.min(block, size); ; length = Math.min(length * 4, size)) {
    const bytes = bytesAt(file, size - length, length);
    if (bytes.at(-1) !== lineFeed) return Buffer.alloc(0);
    const start = bytes.length < 2 ? -1 : bytes.lastIndexOf(lineFeed, bytes.length - 2);
    if (start !== -1) return bytes.subarray(start + 1);
    if (length === size || bytes.length < length) return length === size ? bytes : Buffer.alloc(0);
  }
}

/** The bytes from an offset on; fewer where the file ends before. */
export function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, bytes, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
