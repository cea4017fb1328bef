import type { Value } from "../expression/value.ts";
import { isMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

const mostItems = 100_000;

interface Sequence {
  readonly start: number;
  readonly end: number;
  readonly stride: number;
  readonly format: string | undefined;
}

/**
 * The texts of `with_sequence`: "start=1 end=9 stride=2 format=web%02d", "count=4", or in short "4", "2-8", "2-8/2:web%02d".
 * RB2003, RB2006.
 */
export function sequenceItems(value: Value, at: Span): readonly string[] {
  const { start, end, stride, format } = sequenceOf(value, at);
  if (stride === 0 || (end > start && stride < 0) || (end < start && stride > 0)) {
    throw wrong(`from ${start} to ${end} there is no way in steps of ${stride}`, at);
  }
  const count = Math.floor((end - start) / stride) + 1;
  if (count > mostItems) throw problem("RB2006", `"with_sequence" makes more than ${mostItems} items`, { at });
  const text = formatter(format, at);
  return Array.from({ length: count }, (_, index) => text(start + index * stride));
}

function sequenceOf(value: Value, at: Span): Sequence {
  if (isMap(value)) return named(new Map(Object.entries(value).map(([key, one]) => [key, String(one)])), at);
  const text = String(value).trim();
  const short = /^(?:(-?\w+)-)?(-?\w+)(?:\/(-?\w+))?(?::(\S+))?$/.exec(text);
  if (short && !text.includes("=")) {
    const [, start = "1", end = "", stride = "1", format] = short;
    return { start: whole(start, at), end: whole(end, at), stride: whole(stride, at), format };
  }
  const words = text.split(/\s+/).map((word): readonly [string, string] => {
    const [, key, one] = /^([a-z]+)=(.*)$/.exec(word) ?? [];
    if (key === undefined || one === undefined) throw wrong(`"${word}" is no key=value`, at);
    return [key, one];
  });
  return named(new Map(words), at);
}

function named(words: ReadonlyMap<string, string>, at: Span): Sequence {
  const strange = [...words.keys()].find((key) => !["start", "end", "count", "stride", "format"].includes(key));
  if (strange !== undefined) throw wrong(`it has no "${strange}"`, at);
  const number = (key: string) => {
    const text = words.get(key);
    return text === undefined ? undefined : whole(text, at);
  };
  const [start = 1, end, count, stride = 1] = ["start", "end", "count", "stride"].map(number);
  const format = words.get("format");
  if ((end === undefined) === (count === undefined)) throw wrong('it needs either "end" or "count"', at);
  return { start, end: end ?? start + ((count ?? 1) - 1) * stride, stride, format };
}

function whole(text: string, at: Span): number {
  if (!/^-?(\d+|0x[0-9a-fA-F]+|0o?[0-7]+)$/.test(text)) throw wrong(`"${text}" is no whole number`, at);
  const [, sign = "", digits = ""] = /^(-?)(.*)$/.exec(text) ?? [];
  const number = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" ? -number : number;
}

/** printf's %d, %x, %X and %o, with a width. */
function formatter(format: string | undefined, at: Span): (number: number) => string {
  if (format === undefined) return String;
  const [all, before = "", zero, width = "", kind = "", after = ""] =
    /^([^%]*)%(0?)(\d{0,3})([dxXo])([^%]*)$/.exec(format) ?? [];
  if (all === undefined) throw wrong(`"${format}" is no format like web%02d`, at);
  const base = kind === "d" ? 10 : kind === "o" ? 8 : 16;
  return (number) => {
    const digits = number.toString(base).padStart(Number(width || 0), zero === "0" ? "0" : " ");
    return `${before}${kind === "X" ? digits.toUpperCase() : digits}${after}`;
  };
}

function wrong(because: string, at: Span) {
  return problem("RB2003", `"with_sequence" cannot be understood: ${because}`, {
    at,
    hint: 'For example "start=1 end=9 stride=2 format=web%02d".',
  });
}
