import { posix } from "node:path";
import { fileContent, fileStat, type Read } from "../contract/reads.ts";

/** What `placeFile` asks of a file that it may have to make. A directory, and what is in it, is asked for when it shows. */
export function fileReads({ dest }: { readonly dest: string }): readonly Read[] {
  return dest.endsWith("/") ? [] : [fileContent(dest), ...placeOfFile(dest)];
}

/** What is asked of the place of a file that may have to be made. */
export function placeOfFile(path: string): readonly Read[] {
  return [fileStat(path), fileStat(posix.dirname(path))];
}
