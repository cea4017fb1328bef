import { constants, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Line } from "./record-line.ts";
import type { JournalEnd } from "./recover.ts";

/** How a journal is opened: a write returns when its bytes are on disk (O_DSYNC), as if fdatasync followed. */
export const journalFlags = constants.O_RDWR | constants.O_DSYNC | constants.O_NOFOLLOW;

/**
 * Puts a record at the end of a journal and on disk before it returns; gives the new end. `file`: as `journalFlags` opens it. It
 * blocks for the disk's few milliseconds: a thread that waits instead must itself be waited for, far longer on a busy machine.
 */
export function appendLine({ fd }: FileHandle, { offset, number }: JournalEnd, line: Line): JournalEnd {
  const { bytes, digest } = line;
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, offset + at);
  return { offset: offset + bytes.length, number: number + 1, digest };
}
