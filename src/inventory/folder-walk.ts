import { problem } from "../problems/problem.ts";

const deepest = 20;
const mostEntries = 100_000;

/** Keeps a walk through folders finite, whatever links there are in them. */
export class FolderWalk {
  #left = mostEntries;

  /** Counts one entry. RB1006 for what is too deep or too much. */
  step(shown: string, depth: number): void {
    this.#left -= 1;
    const hint = "does a link lead back to a folder above it?";
    if (depth > deepest) throw problem("RB1006", `"${shown}" is nested more than ${deepest} folders deep`, { hint });
    if (this.#left < 0) throw problem("RB1006", `"${shown}": there are more than ${mostEntries} files`, { hint });
  }
}
