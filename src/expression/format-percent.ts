import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { asNumber } from "./expect.ts";
import { fixedText } from "./fixed-text.ts";
import type { Filling } from "./format-braces.ts";
import { required } from "./missing.ts";
import { textOf } from "./text-of.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

const fields = /%(?:\((\w+)\))?([-+0 ]*)(\d{0,4})(?:\.(\d{1,2}))?([sdifxXo%])|%/g;

/** Python's `%`: `%s %d %i %f %x %X %o %%`, each with flags, width and precision, filled by place or `%(name)s`. RB2003. */
export function formatPercent(pattern: string, filling: Filling): string {
  const { values, named, at } = filling;
  let next = 0;
  const take = (name: string | undefined): Value => {
    const value = name === undefined ? values[next++] : named.find(([one]) => one === name)?.[1];
    if (value === undefined) throw misfit(`nothing is given for ${name === undefined ? "a place" : `"${name}"`}`, at);
    return required(value);
  };
  const text = pattern.replace(fields, (_, name, flags, width, precision, kind) => {
    if (kind === "%") return "%";
    if (kind === undefined) throw misfit('a "%" stands alone; write "%%"', at);
    const shown = converted(take(name), { kind, precision, at });
    return padded(shown, { flags: String(flags), width: Number(width), isText: kind === "s" });
  });
  if (next < values.length) throw misfit("more is given than there are places", at);
  return text;
}

/** How many values a pattern takes. */
export function placesIn(pattern: string): number {
  return [...pattern.matchAll(fields)].filter(([, , , , , kind]) => kind !== "%").length;
}

function converted(value: Value, { kind, precision, at }: { kind: string; precision?: string; at: Span }): string {
  if (kind === "s") {
    const text = textOf(value);
    if (text instanceof Unknown) throw new TypeError("an unknown value has no text");
    return precision === undefined ? String(text) : String(text).slice(0, Number(precision));
  }
  const number = asNumber(value, { what: `"%${kind}"`, at });
  if (kind === "f") return fixedText(number, Number(precision ?? 6));
  const whole = Math.trunc(number);
  const digits = whole.toString(kind === "x" || kind === "X" ? 16 : kind === "o" ? 8 : 10);
  return kind === "X" ? digits.toUpperCase() : digits;
}

function padded(text: string, { flags, width, isText }: { flags: string; width: number; isText: boolean }): string {
  const sign = isText || text.startsWith("-") ? "" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const signed = sign + text;
  if (flags.includes("-")) return signed.padEnd(width);
  if (!flags.includes("0") || isText) return signed.padStart(width);
  const [, before = "", digits = ""] = /^([-+ ]?)(.*)$/.exec(signed) ?? [];
  return before + digits.padStart(width - before.length, "0");
}

function misfit(why: string, at: Span) {
  return problem("RB2003", `the values given to format do not fit: ${why}`, { at });
}
