import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { Given } from "./arguments.ts";
import { laidOut } from "./lay-out.ts";
import { type Missing, required } from "./missing.ts";
import { TextBuilder } from "./text-builder.ts";
import type { Value } from "./value.ts";

/** What fills the braces: `{}` and `{0}` take values by place, `{name}` by name. */
export interface Filling {
  readonly values: readonly (Value | Missing)[];
  readonly named: Given["named"];
  readonly at: Span;
}

/** Python's `format` with braces that hold nothing, a number or a name, and how it is laid out; `{{` is a brace. RB2003 for all else. */
export function formatBraces(pattern: string, { values, named, at }: Filling): Value {
  const text = new TextBuilder();
  let next = 0;
  for (const [piece] of pattern.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    const [, field, layout] = /^\{([^{}:]*)(?::([^{}]*))?\}$/.exec(piece) ?? [];
    if (field === undefined && /^[{}]$/.test(piece)) throw misplaced(`"${piece}" stands alone`, at);
    if (field === undefined) {
      text.add(piece === "{{" || piece === "}}" ? piece.charAt(0) : piece, at);
      continue;
    }
    const place = field === "" ? next++ : /^\d+$/.test(field) ? Number(field) : undefined;
    const value = place === undefined ? named.find(([name]) => name === field)?.[1] : values[place];
    if (value === undefined) throw misplaced(`nothing is given for "${piece}"`, at);
    text.add(layout ? laidOut(required(value), layout, at) : required(value), at);
  }
  return text.value;
}

function misplaced(why: string, at: Span) {
  const hint = "between braces stand a name, a number or nothing; write {{ and }} for braces";
  return problem("RB2003", `the text given to format does not fit: ${why}`, { at, hint });
}
