import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { appendLine, journalFlags } from "./append-line.ts";
import { type Header, headerPayload } from "./header.ts";
import { type Journal, type JournalFile, journalOn } from "./journal.ts";
import { noDigest, recordLine } from "./record-line.ts";
import { cannotWrite, journalPath, runFolder } from "./run-folder.ts";
import { privateFolder } from "./state-folder.ts";
import { lockWriter, type WriterLock } from "./writer-lock.ts";

/** Whose journal, in which state folder, and what its writer says first. */
export interface JournalPlace {
  readonly state: string;
  readonly userId: number;
  readonly header: Header;
}

/** Begins the journal of a new run. RB7001 when the folder cannot be used. */
export async function beginJournal({ state, userId, header }: JournalPlace): Promise<Journal> {
  const folder = runFolder(state, header.run);
  for (const path of [state, join(state, "runs"), folder]) privateFolder(path, userId);
  return withWriterLock(folder, header.run, async (lock) => {
    const file = await open(journalPath(folder), journalFlags | constants.O_CREAT | constants.O_EXCL, 0o600);
    return withHeader({ folder, file, lock, end: { offset: 0, number: 0, digest: noDigest } }, header);
  });
}

/** What `work` makes under the folder's writer lock, which it keeps unless it fails. RB7001, RB7005. */
export async function withWriterLock<T>(
  folder: string,
  run: string,
  work: (lock: WriterLock) => Promise<T>,
): Promise<T> {
  let lock: WriterLock | undefined;
  try {
    lock = lockWriter(folder, run);
    return await work(lock);
  } catch (error) {
    lock?.release();
    throw cannotWrite(folder, error);
  }
}

/** A journal whose new writer has said who it is; the file is closed when that fails. */
export async function withHeader(opened: JournalFile, header: Header): Promise<Journal> {
  const { folder, file } = opened;
  try {
    const line = recordLine(opened.end.number, opened.end.digest, headerPayload(header));
    const end = await appendLine(file, opened.end, line);
    for (const path of [folder, dirname(folder), dirname(dirname(folder))]) await syncFolder(path);
    return journalOn({ ...opened, end });
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A new name in a folder is durable when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder: FileHandle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await folder.sync().finally(() => folder.close());
}
