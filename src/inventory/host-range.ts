import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

/** The most hosts that the ranges of one name may stand for. */
export const mostHosts = 100_000;

const range = /^([^[\]]*)\[([^[\]]*)\](.*)$/;
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** One range: how many values it has, and the value at an index. */
interface Sequence {
  readonly count: number;
  readonly at: (index: number) => string;
}

/**
 * The names that a host name with ranges stands for: `web[01:20]`, `db-[a:c]`, `n[0:10:2]`, several of them multiply.
 * Throws RB3001 for a range that cannot be understood or stands for more than 100,000 hosts.
 */
export function expandHostRange(name: string, at: Span): readonly string[] {
  const parts: (string | Sequence)[] = [];
  let rest = name;
  let count = 1;
  for (let found = range.exec(rest); found; found = range.exec(rest)) {
    const [, head = "", bounds = "", tail = ""] = found;
    const sequence = sequenceOf(bounds, at);
    count *= sequence.count;
    if (count > mostHosts) throw problem("RB3001", `"${name}" stands for more than ${mostHosts} hosts`, { at });
    parts.push(head, sequence);
    rest = tail;
  }
  return [...parts, rest].reduce<readonly string[]>(
    (names, part) =>
      typeof part === "string"
        ? names.map((begun) => begun + part)
        : names.flatMap((begun) => Array.from({ length: part.count }, (_, index) => begun + part.at(index))),
    [""],
  );
}

function sequenceOf(bounds: string, at: Span): Sequence {
  const [first = "", last = "", stride = "1", ...more] = bounds.split(":");
  const step = /^[1-9]\d*$/.test(stride) && more.length === 0 ? Number(stride) : undefined;
  const sequence = step === undefined ? undefined : (numbers(first || "0", last, step) ?? alphabet(first, last, step));
  if (sequence && sequence.count > 0) return sequence;
  throw problem("RB3001", `"[${bounds}]" is not a range of hosts`, {
    at,
    hint: "write [1:20], [01:20] (leading zeros are kept, both ends have the same length), [a:f] or [0:10:2]",
  });
}

function numbers(first: string, last: string, step: number): Sequence | undefined {
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last)) return undefined;
  const width = first.length > 1 && first.startsWith("0") ? first.length : 0;
  if (width > 0 && width !== last.length) return undefined;
  const begin = Number(first);
  const count = Math.floor((Number(last) - begin) / step) + 1;
  return { count, at: (index) => String(begin + index * step).padStart(width, "0") };
}

function alphabet(first: string, last: string, step: number): Sequence | undefined {
  const begin = first.length === 1 ? letters.indexOf(first) : -1;
  const end = last.length === 1 ? letters.indexOf(last) : -1;
  if (begin < 0 || end < 0) return undefined;
  return { count: Math.floor((end - begin) / step) + 1, at: (index) => letters.charAt(begin + index * step) };
}
