import { open } from "node:fs/promises";
import { problem } from "../problems/problem.ts";
import { journalFlags } from "./append-line.ts";
import { type JournalPlace, withHeader, withWriterLock } from "./begin-journal.ts";
import type { Journal } from "./journal.ts";
import { openJournal } from "./open-journal.ts";
import type { Recovered } from "./recover.ts";
import { journalPath, runFolder } from "./run-folder.ts";

/** A journal that is gone on with, and what it said until then. */
export interface ContinuedJournal {
  readonly journal: Journal;
  readonly before: Recovered;
}

/**
 * Goes on with the journal of a run whose writer is gone; a torn tail is cut off. RB7001 when it is not safely ours, RB7003
 * when it is damaged, RB7004 for a format that cannot be read, RB7005 while another process writes.
 */
export async function continueJournal({ state, userId, header }: JournalPlace): Promise<ContinuedJournal> {
  const folder = runFolder(state, header.run);
  return withWriterLock(folder, header.run, async (lock) => {
    const before = openJournal(folder, userId);
    if (before.tail.kind === "damaged") throw damaged(header.run, before.tail.record, folder);
    const file = await open(journalPath(folder), journalFlags);
    await file.truncate(before.end.offset);
    return { before, journal: await withHeader({ folder, file, lock, end: before.end }, header) };
  });
}

function damaged(run: string, record: number, folder: string) {
  return problem("RB7003", `the journal of ${run} is damaged from record ${record} on, and whole records follow`, {
    hint: `What happened cannot be told for sure, so nothing goes on from it; runbook show ${run} shows what is left. It lies in ${folder}.`,
  });
}
