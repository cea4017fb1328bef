import { relative } from "node:path";

/** A path as one would type it in a directory: below it relative, elsewhere absolute. */
export function shortPath(path: string, directory: string): string {
  const way = relative(directory, path);
  return way.startsWith("..") || way === "" ? path : way;
}
