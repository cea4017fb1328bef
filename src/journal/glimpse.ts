import type { RunFinished, RunStarted } from "../events/event.ts";
import { firstLines, lastLine } from "./file-ends.ts";
import type { Header } from "./header.ts";
import { readOwnFile } from "./read-own-file.ts";
import { parseRecordLine } from "./record-line.ts";
import { recover } from "./recover.ts";
import { journalPath } from "./run-folder.ts";

/** What the two ends of a journal say of its run. */
export interface Glimpse {
  readonly header: Header | undefined;
  readonly started: RunStarted | undefined;
  /** Absent when the journal ends with something else. */
  readonly finished: RunFinished | undefined;
}

/** Looks at the first two records and the last one only: for lists of many runs. RB7001, RB7004. */
export function glimpse(folder: string, userId: number): Glimpse {
  return readOwnFile(journalPath(folder), userId, (file, size) => {
    const last = lastLine(file, size);
    const { headers, events } = recover(Buffer.concat([firstLines(file, size, 2), last]));
    const data = parseRecordLine(last.subarray(0, -1))?.data;
    const ending = Array.isArray(data) ? events.slice(events.length - data.length) : [];
    return {
      header: headers[0],
      started: events.find((event) => event.type === "run.started"),
      finished: ending.findLast((event) => event.type === "run.finished"),
    };
  });
}
