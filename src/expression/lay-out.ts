import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { lengthOf } from "./characters.ts";
import { fixedText } from "./fixed-text.ts";
import { numberText } from "./number-text.ts";
import { typeName } from "./type-name.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

const layouts = /^(?:(.)?([<>^=]))?([-+ ]?)(0?)(\d{0,4})(?:\.(\d{1,2}))?([sdfxXob]?)$/su;

interface Layout {
  readonly fill: string;
  readonly align: string;
  readonly width: number;
}

/** A text or number as Python's `format` lays it out: `>5`, `*^10`, `03d`, `.2f`, `x`. RB2003 for other values and layouts. */
export function laidOut(value: Value, layout: string, at: Span): Value {
  if (value instanceof Unknown) return value;
  if (value instanceof SecretText) return new SecretText(value.name, textLaidOut(value.reveal(), layout, at));
  return textLaidOut(value, layout, at);
}

function textLaidOut(value: Value, layout: string, at: Span): string {
  const [whole, fill, align, sign = "", zero, width, precision, kind = ""] = layouts.exec(layout) ?? [];
  if (whole === undefined) throw unfit(value, layout, at);
  const isZero = zero === "0" && align === undefined;
  const size = { fill: fill ?? (isZero ? "0" : " "), width: Number(width) };
  if (typeof value === "string" && /^s?$/.test(kind) && sign === "" && align !== "=" && zero === "") {
    const text = precision === undefined ? value : [...value].slice(0, Number(precision)).join("");
    return padded("", text, { ...size, align: align ?? "<" });
  }
  const digits = typeof value === "number" ? digitsOf(Math.abs(value), kind, precision) : undefined;
  if (typeof value !== "number" || digits === undefined) throw unfit(value, layout, at);
  const before = value < 0 ? "-" : sign === "-" ? "" : sign;
  return padded(before, digits, { ...size, align: align ?? (isZero ? "=" : ">") });
}

/** Nothing for what Python refuses, or lays out in a way of its own. */
function digitsOf(value: number, kind: string, precision: string | undefined): string | undefined {
  if (kind === "f") return fixedText(value, Number(precision ?? 6));
  if (precision !== undefined || kind === "s") return undefined;
  if (kind === "") return numberText(value);
  if (!Number.isInteger(value)) return undefined;
  const digits = value.toString({ x: 16, X: 16, o: 8, b: 2 }[kind] ?? 10);
  return kind === "X" ? digits.toUpperCase() : digits;
}

function padded(sign: string, text: string, { fill, align, width }: Layout): string {
  const space = Math.max(0, width - lengthOf(sign + text));
  if (align === "=") return sign + fill.repeat(space) + text;
  const before = align === ">" ? space : align === "^" ? Math.floor(space / 2) : 0;
  return fill.repeat(before) + sign + text + fill.repeat(space - before);
}

function unfit(value: Value, layout: string, at: Span) {
  const hint = "Texts take < > ^ and a width, numbers also a sign, zeros, .2f, d, x, X, o and b.";
  return problem("RB2003", `${typeName(value)} cannot be laid out as "${layout}"`, { at, hint });
}
