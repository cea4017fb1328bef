import type { SecretText } from "../secrets/secret-text.ts";
import type { FileSnapshot, FileStat } from "./file-state.ts";

/** One difference between a host as it is and as it should be: plain data, made by modules, carried out by the engine. */
export type Change = (
  | WriteFile
  | SetAttributes
  | MakeDirectory
  | MakeLink
  | RemovePath
  | RemoveDirectory
  | Restore
  | RunCommand
) &
  Undoes;

/** A change that completes the undoing of others. */
export interface Undoes {
  /** Which changes of the run that is undone: the nths that were intended on the host there, from 1 on. */
  readonly undoes?: readonly number[];
}

/** Who owns a path and who may use it; what is left out stays as it is (or is the default of a new file). */
export interface Attributes {
  /** Permission bits, 0 to 0o7777. */
  readonly mode?: number;
  readonly owner?: string;
  readonly group?: string;
}

/** A regular file gets these bytes; `before` is what was seen, and what must still be there when the change is made. */
export interface WriteFile {
  readonly kind: "write-file";
  /** Absolute, without symbolic links in the last step. */
  readonly path: string;
  readonly before: FileSnapshot | undefined;
  readonly content: Uint8Array;
  readonly attributes: Attributes;
  /** Write into the existing inode after a durable backup, for files that cannot be renamed over. */
  readonly inPlace: boolean;
  /** A secret is in `content`: its diff is never shown, only that it changed. */
  readonly secret?: boolean;
}

/** Mode or owner of something that exists. */
export interface SetAttributes {
  readonly kind: "set-attributes";
  readonly path: string;
  readonly before: FileStat;
  readonly attributes: Attributes;
}

/** A directory where nothing was; parents must exist (modules list one change per missing parent). */
export interface MakeDirectory {
  readonly kind: "make-directory";
  readonly path: string;
  readonly attributes: Attributes;
}

/** A symbolic link; replaces a link, never anything else. */
export interface MakeLink {
  readonly kind: "make-link";
  readonly path: string;
  readonly target: string;
  readonly before: FileStat | undefined;
}

/** A file, a link, or a directory with all it holds goes away. */
export interface RemovePath {
  readonly kind: "remove";
  readonly path: string;
  readonly before: FileStat;
}

/** A directory that is empty goes away. */
export interface RemoveDirectory {
  readonly kind: "remove-directory";
  readonly path: string;
  readonly before: FileStat;
}

/** What a change replaced or removed comes back from where it was kept. */
export interface Restore {
  readonly kind: "restore";
  /** Absolute, without symbolic links in the last step. */
  readonly path: string;
  /** The file that is there now, and must still be there; `undefined` when nothing is. */
  readonly before: FileSnapshot | undefined;
  /** Absolute: where it is kept on the host. */
  readonly from: string;
  readonly kept: Kept;
  /** A secret is in the file, then or now: no diff is ever shown. */
  readonly secret?: boolean;
}

/** What is kept of a path: a directory, or a file; of a very large file no content. */
export interface Kept {
  readonly stat: FileStat;
  readonly content: Uint8Array | undefined;
}

/** A program or a shell script runs once. */
export interface RunCommand {
  readonly kind: "run-command";
  /** A program and its arguments, or `sh -c` text with arguments `$1`, `$2`, ... */
  readonly run: { readonly argv: readonly string[] } | { readonly script: string; readonly args: readonly string[] };
  /** What people see instead of the script, when it is not the script that matters to them. Without secrets. */
  readonly shown?: string;
  /** Shell variables of `script`, delivered on standard input of the script's shell, never in an argument list. */
  readonly secrets: Readonly<Record<string, SecretText>>;
  /** Standard input of the program. Not together with `secrets`. */
  readonly input?: string | SecretText;
  readonly directory?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths that the command is known to write: backed up before, shown as unknown in a plan. */
  readonly writes: readonly string[];
  /** Milliseconds. */
  readonly deadline: number;
  /** Set when a secret must stand in the program's own argument list; says why. The window is then reported. */
  readonly argumentSecret?: string;
  /** Undo command of the runbook, kept for rollback. */
  readonly undo?: string;
  /** It is only started: a job, which nobody waits for, and which its host ends after so many seconds. */
  readonly background?: number;
}
