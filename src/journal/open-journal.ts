import { bytesAt } from "./file-ends.ts";
import { readOwnFile } from "./read-own-file.ts";
import { type Recovered, recover } from "./recover.ts";
import { journalPath } from "./run-folder.ts";

/** Reads the journal in a run's folder as far as it can be read. RB7001 when it is not safely ours, RB7004 for another format. */
export function openJournal(folder: string, userId: number): Recovered {
  return recover(readOwnFile(journalPath(folder), userId, (file, size) => bytesAt(file, 0, size)));
}
