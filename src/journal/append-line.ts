import type { FileHandle } from "node:fs/promises";
import type { Line } from "./record-line.ts";
import type { JournalEnd } from "./recover.ts";

/** Puts a record at the end of a journal and on disk; gives the new end. */
export async function appendLine(file: FileHandle, { offset, number }: JournalEnd, line: Line): Promise<JournalEnd> {
  const { bytes, digest } = line;
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
  }
  await file.datasync();
  return { offset: offset + bytes.length, number: number + 1, digest };
}
