import type { FileStat } from "../../changes/file-state.ts";
import { ProblemError } from "../../problems/problem.ts";
import type { HostView } from "../contract/host-view.ts";

const largest = 16 * 1024 * 1024;

/** SHA-256 of a regular file, hex; `undefined` for one that is too large or may not be read. */
export async function checksumOf(host: HostView, { path, size }: FileStat): Promise<string | undefined> {
  if (size > largest) return undefined;
  try {
    return (await host.readFile(path))?.sha256;
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code === "RB5002") return undefined;
    throw error;
  }
}
