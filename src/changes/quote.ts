import { problem } from "../problems/problem.ts";

/** One word for a POSIX `sh`: single-quoted, every byte but NUL kept. RB5009 on NUL. */
export function quote(word: string): string {
  if (word.includes("\0")) throw problem("RB5009", "a NUL character cannot be passed to a command");
  return `'${word.replaceAll("'", "'\\''")}'`;
}
