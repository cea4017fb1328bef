import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { bytesAt } from "../journal/file-ends.ts";
import { isMissing } from "../journal/is-missing.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { looksLikePlan } from "./plan-text.ts";

const largest = 512 * 1024 * 1024;

/** Whether a plan stands in a file, by how it begins; false for what is not there or cannot be read. */
export function isPlanFile(path: string): boolean {
  try {
    return opened(path, (file) => looksLikePlan(bytesAt(file, 0, 64).toString("utf8")));
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/**
 * The text of a plan file. RB7101 when it cannot be read, and when somebody else may have written it: another owner, or a file that
 * others may write to.
 */
export function readPlanFile(path: string, name: string, userId: number): string {
  return opened(path, (file) => {
    const found = fstatSync(file);
    if (!found.isFile() || found.uid !== userId || (found.mode & 0o022) !== 0) {
      throw problem("RB7101", `${name} is not safe to read a plan from`, {
        hint: "It must be a file that belongs to you, and nobody else may write to it.",
      });
    }
    if (found.size > largest) throw problem("RB7101", `${name} is larger than a plan can be`);
    return bytesAt(file, 0, found.size).toString("utf8");
  });
}

/** RB7107 when something that is no plan stands where one is to be written, or there is no such folder. */
export function assertFree(path: string, name: string): void {
  try {
    opened(path, (file) => {
      if (fstatSync(file).isFile() && looksLikePlan(bytesAt(file, 0, 64).toString("utf8"))) return;
      throw problem("RB7107", `${name} is there already, and is no plan`, { hint: "Give --out another name." });
    });
  } catch (error) {
    if (!isMissing(error) || !existsSync(dirname(path))) throw cannotWrite(name, error);
  }
}

/** Writes a plan whole or not at all, for its owner alone. `draft`: a name beside it that nothing has. RB7107. */
export function writePlanFile(
  path: string,
  text: string,
  { name, draft }: { readonly name: string; readonly draft: string },
) {
  try {
    const file = openSync(
      draft,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw cannotWrite(name, error);
  }
}

function opened<T>(path: string, read: (file: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function cannotWrite(name: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return problem("RB7107", `cannot write the plan ${name}: ${error instanceof Error ? error.message : ""}`, {
    cause: error,
    hint: "Nothing was changed on any host.",
  });
}
