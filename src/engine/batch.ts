import type { Captured, Frame, Reply } from "../transport/connection.ts";
import { bytesOf, missingBytes } from "./output.ts";

/** One call of the host library among several that travel in one frame. */
export interface Part {
  readonly script: string;
  /** Bytes that the script reads from standard input, all of them. */
  readonly payload?: Uint8Array;
  /** When it fails, what follows does not run. */
  readonly stops: boolean;
  /** Milliseconds. */
  readonly deadline: number;
  /** Bytes that it may well print; together with the other parts' the most that is kept. */
  readonly cap: number;
}

/** A part's own share of the frame's answer. */
export interface PartReply {
  readonly status: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** A piece of `stdout` is missing: the frame's output was too long. */
  readonly isCut?: boolean;
}

/** The most that a kept shell answers at a time (`connection.ts`), less what separators take. */
const mostKept = 48 * 1024 * 1024;

/**
 * The answers, in order. Fewer than parts: the last one stopped the rest, or the output was too long for what came behind it
 * to be kept; `undefined` stands for a part whose answer was lost in that way.
 */
export type Replies = readonly (PartReply | undefined)[];

/** Parts as one frame, which runs them in order, and how to read its answer. `nonce`: a word that nothing on the host can guess. */
export function batchOf(
  parts: readonly Part[],
  nonce: string,
): { readonly frame: Frame; readonly replies: (reply: Reply) => Replies } {
  const payload = Buffer.concat(parts.flatMap((part) => part.payload ?? []));
  const frame: Frame = {
    script: batchScript(parts, nonce),
    kind: "own",
    deadline: Math.max(...parts.map(({ deadline }) => deadline)),
    cap: capOf(parts),
    ...(payload.length > 0 && { payload }),
  };
  return { frame, replies: (reply) => repliesOf(reply, nonce, parts.length) };
}

/** Half of what is kept is the end of the output: so all of it but the first part's, which alone may be long. */
function capOf([first, ...rest]: readonly Part[]): number {
  const behind = rest.reduce((sum, { cap }) => sum + cap, 0);
  return Math.min(mostKept, (first?.cap ?? 0) + 2 * behind);
}

/** Each part's status stands behind its output, on a line that begins with the nonce and the part's number. */
function batchScript(parts: readonly Part[], nonce: string): string {
  const next = `rb_next(){ rb_x=$?;printf '\\n${nonce} %d %d\\n' "$1" "$rb_x";printf '\\n${nonce} %d\\n' "$1" >&2;return $rb_x;}`;
  const groups = parts.map(({ script, stops }, index) => `{ ${script}\nrb_next ${index}${stops ? "" : ";:"};}`);
  return `${next}\n${groups.join("&&\n")}`;
}

function repliesOf(reply: Reply, nonce: string, count: number): Replies {
  const stdout = segments(reply.stdout, nonce, count);
  const stderr = segments(reply.stderr, nonce, count);
  const replies = stdout.map((segment, index) => {
    const status = segment === undefined ? Number.NaN : Number.parseInt(segment.rest, 10);
    if (segment === undefined || Number.isNaN(status)) return undefined;
    const { bytes, isCut } = segment;
    return { status, stdout: bytes, stderr: stderr[index]?.bytes ?? new Uint8Array(), ...(isCut && { isCut }) };
  });
  return replies.slice(0, replies.findLastIndex((one) => one !== undefined) + 1);
}

interface Segment {
  readonly bytes: Uint8Array;
  /** The rest of the line that ends it. */
  readonly rest: string;
  readonly isCut: boolean;
}

function segments(captured: Captured, nonce: string, count: number): readonly (Segment | undefined)[] {
  const bytes = bytesOf(captured);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hole = missingBytes(captured) > 0 ? captured.head.length : Number.NaN;
  let begin: number | undefined = 0;
  return Array.from({ length: count }, (_, index) => {
    const marker = `\n${nonce} ${index}`;
    const at = text.indexOf(marker, begin);
    const end = at < 0 ? -1 : text.indexOf(10, at + marker.length);
    const start = begin;
    begin = end < 0 ? undefined : end + 1;
    if (end < 0 || start === undefined) return undefined;
    const rest = text.toString("latin1", at + marker.length, end);
    return { bytes: text.subarray(start, at), rest, isCut: start <= hole && hole <= at };
  });
}
