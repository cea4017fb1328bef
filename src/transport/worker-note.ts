import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a worker notes whose bytes it works on, so that this can be read when it cannot be asked any more. */
export interface Note {
  readonly descriptor: number;
  /** The number of the host; 0: none. */
  read(): number;
  close(): void;
}

/** The file descriptor of the note in a worker: after the three standard streams and the channel. */
export const noteDescriptor = 4;

/** A note in a file that has no name; where there can be none, the note says nothing. */
export function newNote(): Note {
  const descriptor = nameless() ?? openSync("/dev/null", "r+");
  return {
    descriptor,
    read() {
      const bytes = Buffer.alloc(4);
      readSync(descriptor, bytes, 0, 4, 0);
      return bytes.readUInt32LE();
    },
    close: () => closeSync(descriptor),
  };
}

function nameless(): number | undefined {
  try {
    const folder = mkdtempSync(join(tmpdir(), "runbook-"));
    const path = join(folder, "note");
    const descriptor = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    rmdirSync(folder);
    return descriptor;
  } catch {
    return undefined;
  }
}

/** Writes the number of the host that is worked on; 2 microseconds, and none where it is the same as before. */
export function noteWriter(descriptor: number): (host: number) => void {
  const bytes = Buffer.alloc(4);
  let last: number | undefined;
  return (host) => {
    if (host === last) return;
    last = host;
    bytes.writeUInt32LE(host);
    writeSync(descriptor, bytes, 0, 4, 0);
  };
}
