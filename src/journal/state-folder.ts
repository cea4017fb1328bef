import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { problem } from "../problems/problem.ts";
import { diskReason } from "./disk-reason.ts";

/** Where state lives. `XDG_STATE_HOME` must be absolute to count (XDG Base Directory Specification). */
export function statePath(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  const { XDG_STATE_HOME: chosen } = environment;
  return join(chosen?.startsWith("/") ? chosen : join(home, ".local", "state"), "runbook");
}

/** Makes a folder of ours, 0700 from the start, with its parents. RB7001 when it is not ours or others may write there. */
export function privateFolder(path: string, userId: number): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw problem("RB7001", `cannot make the folder ${path}: ${diskReason(error)}`, {
      cause: error,
      hint: "Set XDG_STATE_HOME to a folder of yours.",
    });
  }
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== userId || (found.mode & 0o022) !== 0) {
    throw problem("RB7001", `${path} is not safe to keep runs in`, {
      hint: "It must be a folder that belongs to you and that nobody else may write to: chmod 700.",
    });
  }
}
