import { problem } from "../problems/problem.ts";
import { attributeDifferences } from "./attributes.ts";
import type { Attributes, Change } from "./change.ts";
import type { FileSnapshot } from "./file-state.ts";

/** A file as it should be: `before` is what was read at `path`, links followed; `undefined` when nothing was there. */
export interface FileWanted {
  readonly path: string;
  readonly before: FileSnapshot | undefined;
  readonly content: Uint8Array | string;
  readonly attributes?: Attributes;
  /** The module's `unsafe_writes`: write into a file that cannot be renamed over. */
  readonly unsafeWrites?: boolean;
  /** A secret is in `content`. */
  readonly secret?: boolean;
}

/** What makes a file so: nothing, its attributes alone, or its bytes (text as UTF-8). RB5005 for a mount point. */
export function changeFile(wanted: FileWanted): readonly Change[] {
  const { path, before, attributes = {}, unsafeWrites = false, secret = false } = wanted;
  const content = typeof wanted.content === "string" ? new TextEncoder().encode(wanted.content) : wanted.content;
  if (before === undefined || Buffer.compare(before.content, content) !== 0) {
    const inPlace = before?.mountPoint ?? false;
    if (inPlace && !unsafeWrites) throw mountPoint(path);
    const real = before?.realPath ?? path;
    return [{ kind: "write-file", path: real, before, content, attributes, inPlace, ...(secret && { secret }) }];
  }
  if (attributeDifferences(before.stat, attributes).length === 0) return [];
  return [{ kind: "set-attributes", path: before.realPath, before: before.stat, attributes }];
}

function mountPoint(path: string) {
  return problem("RB5005", `${path} is itself a mount point, so it cannot be replaced by renaming`, {
    hint: "unsafe_writes: true writes into it in place, after a durable backup. It is then not all-or-nothing for its readers.",
  });
}
