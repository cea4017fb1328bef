import { readdir } from "node:fs/promises";
import { problem } from "../problems/problem.ts";
import { byCodePoint } from "./by-code-point.ts";

/** What is in a folder, in the order of Ansible; nothing where there is no folder. RB1001 when it cannot be read. */
export async function namesIn(folder: { readonly path: string; readonly shown: string }): Promise<readonly string[]> {
  try {
    return (await readdir(folder.path)).toSorted(byCodePoint);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR")) return [];
    throw problem("RB1001", `the folder "${folder.shown}" cannot be read`, { cause });
  }
}
