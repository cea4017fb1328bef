import type { BinaryOperator } from "./ast.ts";

/** An operator between two operands; of two, the one with more power binds tighter, and all group from the left, as in Jinja. */
export interface Infix {
  readonly operator: BinaryOperator;
  readonly power: number;
}

/** The power of `not`, and of all comparisons (which cannot be chained). */
export const powers = { not: 3, compare: 4 } as const;

const table: readonly Infix[] = [
  { operator: "or", power: 1 },
  { operator: "and", power: 2 },
  { operator: "in", power: powers.compare },
  { operator: "not in", power: powers.compare },
  { operator: "==", power: powers.compare },
  { operator: "!=", power: powers.compare },
  { operator: "<", power: powers.compare },
  { operator: "<=", power: powers.compare },
  { operator: ">", power: powers.compare },
  { operator: ">=", power: powers.compare },
  { operator: "+", power: 5 },
  { operator: "-", power: 5 },
  { operator: "~", power: 6 },
  { operator: "*", power: 7 },
  { operator: "/", power: 7 },
  { operator: "//", power: 7 },
  { operator: "%", power: 7 },
  { operator: "**", power: 8 },
];

/** Every operator by the way it is written. */
export const infixes: ReadonlyMap<string, Infix> = new Map(table.map((infix) => [infix.operator, infix]));
