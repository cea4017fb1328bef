import { closeSync, constants, fstatSync, lstatSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { problem } from "../problems/problem.ts";

/**
 * Opens a file of ours to read it, and gives what `read` makes of it. RB7001 for what somebody else may have made or written:
 * another owner, a symbolic link, a folder or file that others may write to.
 */
export function readOwnFile<T>(path: string, userId: number, read: (file: number, size: number) => T): T {
  const folder = lstatSync(dirname(path));
  if (!folder.isDirectory() || folder.uid !== userId || (folder.mode & 0o022) !== 0)
    throw unsafe(dirname(path), "folder");
  const file = opened(path);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.uid !== userId || (found.mode & 0o022) !== 0) throw unsafe(path, "file");
    return read(file, found.size);
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOOP") throw unsafe(path, "file");
    throw problem("RB7001", `cannot read ${path}: ${error instanceof Error ? error.message : ""}`, { cause: error });
  }
}

function unsafe(path: string, what: "file" | "folder") {
  return problem("RB7001", `${path} is not safe to read a run from`, {
    hint: `It must be a ${what} that belongs to you, no symbolic link, and nobody else may write to it.`,
  });
}
