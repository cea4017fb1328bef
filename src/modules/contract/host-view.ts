import type { FileSnapshot, FileStat } from "../../changes/file-state.ts";
import type { SecretText } from "../../secrets/secret-text.ts";

/** What a probe's script printed and how it ended. `stdout` and `stderr` are text (UTF-8, bad bytes as U+FFFD). */
export interface ProbeResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What may go with a probe. `args` arrive as `$1`, `$2`, ...; `input` is its standard input. */
export interface ProbeOptions {
  readonly args?: readonly string[];
  readonly input?: string | SecretText;
  /** Milliseconds; 60 seconds when left out. */
  readonly deadline?: number;
}

/** The user whose shell answers: after become, the user become. */
export interface LoginUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Absolute path. */
  readonly home: string;
}

/**
 * A host, read only. In a plan every answer goes through the overlay, so it is what earlier tasks will have left; an
 * answer that only a real run can give ends the decision as unknown, and modules need not care.
 */
export interface HostView {
  /** The host's name in the inventory. */
  readonly name: string;
  /** The effective user. */
  user(): Promise<LoginUser>;
  /** A regular file, symbolic links followed; `undefined` when nothing is there. RB5002: a directory, unreadable, > 16 MiB. */
  readFile(path: string): Promise<FileSnapshot | undefined>;
  /** The path itself, links not followed; `undefined` when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a directory, sorted; `undefined` when it is not there. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Runs a constant, read-only script in a subshell of `sh`. Never build `script` from data: pass `args`. */
  probe(script: string, options?: ProbeOptions): Promise<ProbeResult>;
}
