import type { FileHandle } from "node:fs/promises";
import type { Listener } from "../events/bus.ts";
import { GroupWriter } from "./group-writer.ts";
import type { JournalEnd } from "./recover.ts";
import { cannotWrite } from "./run-folder.ts";
import type { WriterLock } from "./writer-lock.ts";

/** The journal of one run while it is written: all its events, in `runs/ID/journal`, 0600, by one process at a time. */
export interface Journal {
  /** Takes every event. Throws RB7001 once one could not be written: a journal never has a hole. */
  readonly listener: Listener;
  readonly folder: string;
  /** Resolves when every event so far is on disk. RB7001 when one cannot be written: then nothing may be begun on a host. */
  durable(): Promise<void>;
  /** Puts on disk what can be put there at once, for a program that ends without waiting. Never throws. */
  finishNow(): void;
  /** Makes everything durable and lets others write. RB7001 when an event could not be written. */
  close(): Promise<void>;
}

/** An open journal file: where its last record ends, and the right to write in its folder. */
export interface JournalFile {
  readonly folder: string;
  readonly file: FileHandle;
  readonly end: JournalEnd;
  readonly lock: WriterLock;
}

/** A journal that goes on at the file's end. */
export function journalOn({ folder, file, end, lock }: JournalFile): Journal {
  const writer = new GroupWriter(file, end, (error) => cannotWrite(folder, error));
  return {
    folder,
    listener: (event) => writer.append(JSON.stringify(event)),
    durable: () => writer.durable(),
    finishNow() {
      writer.finishNow();
      lock.release();
    },
    async close() {
      try {
        await writer.durable();
      } finally {
        await file.close();
        lock.release();
      }
    },
  };
}
