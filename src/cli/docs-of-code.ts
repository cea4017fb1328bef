import { fileURLToPath } from "node:url";
import type { ProblemCode } from "../problems/codes.ts";
import { shortPath } from "./short-path.ts";

const page = new URL("../../docs/reference/problems.md", import.meta.url);

/** Where a code is explained: a path that can be opened from the working directory. */
export function docsOfCode(directory: string): (code: ProblemCode) => string {
  const shown = shortPath(fileURLToPath(page), directory);
  return (code) => `${shown}#${code.toLowerCase()}`;
}

/** The same as a URL. */
export function docsUrlOfCode(code: ProblemCode): string {
  return `${page.href}#${code.toLowerCase()}`;
}
