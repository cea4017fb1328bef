import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Line } from "./record-line.ts";
import type { JournalEnd } from "./recover.ts";

/**
 * How a journal is opened: a write returns when its bytes are on disk (O_DSYNC), as if fdatasync followed, in one call instead of
 * two. On a busy machine each call is a turn that hosts wait for.
 */
export const journalFlags = constants.O_RDWR | constants.O_DSYNC | constants.O_NOFOLLOW;

/** Puts a record at the end of a journal and on disk; gives the new end. `file`: as `journalFlags` opens it. */
export async function appendLine(file: FileHandle, { offset, number }: JournalEnd, line: Line): Promise<JournalEnd> {
  const { bytes, digest } = line;
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, offset + at)).bytesWritten;
  }
  return { offset: offset + bytes.length, number: number + 1, digest };
}
