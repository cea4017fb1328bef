import { quote } from "../changes/quote.ts";
import type { Read } from "../modules/contract/reads.ts";
import type { Part, PartReply } from "./batch.ts";

/** The most that is read of a file, and of the names in a folder. */
export const lookLimit = 16 * 1024 * 1024;
/** The same for what may be wanted soon, and is fetched ahead. */
export const aheadLimit = 256 * 1024;
/** Milliseconds that a look may take. */
export const lookDeadline = 60_000;

/** What each of so many looks may bring, so that the frame's answer holds them all. */
export function shareOf(count: number): number {
  return Math.floor((2 * lookLimit) / Math.max(2, count));
}

/** A look as a part of a frame. It brings at most `most` bytes of a file; one more byte than that where it is longer. */
export function lookPart({ kind, path }: Read, most: number): Part {
  const scripts = {
    file: `rb_read ${quote(path)} ${most + 1}`,
    stat: `rb_lstat ${quote(path)}`,
    list: `(rb_list ${quote(path)})`,
  } as const;
  return { script: scripts[kind], stops: false, deadline: lookDeadline, cap: (kind === "stat" ? 0 : most) + 65_536 };
}

/** The answer to a look that could bring `most` bytes; nothing where it may be more, and has to be asked for alone. */
export function wholeAnswer({ kind }: Read, reply: PartReply | undefined, most: number): PartReply | undefined {
  if (reply === undefined || reply.isCut) return undefined;
  return kind === "file" && most < lookLimit && reply.stdout.length > most ? undefined : reply;
}
