import type { Span } from "../source/span.ts";

/** An expression as parsed; every node knows its place. Filters, tests and methods stand at their own name, not at their operand. */
export type Expression =
  | { readonly kind: "literal"; readonly value: null | boolean | number | string; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Expression, Expression])[]; readonly span: Span }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string; readonly span: Span }
  | { readonly kind: "item"; readonly of: Expression; readonly index: Expression; readonly span: Span }
  | {
      readonly kind: "slice";
      readonly of: Expression;
      readonly from?: Expression;
      readonly to?: Expression;
      readonly step?: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly named: readonly NamedArgument[];
      readonly span: Span;
    }
  | {
      readonly kind: "method";
      readonly of: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly named: readonly NamedArgument[];
      readonly span: Span;
    }
  | {
      readonly kind: "filter";
      readonly of: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly named: readonly NamedArgument[];
      readonly span: Span;
    }
  | {
      readonly kind: "test";
      readonly of: Expression;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly named: readonly NamedArgument[];
      readonly negated: boolean;
      readonly span: Span;
    }
  | { readonly kind: "unary"; readonly operator: "not" | "-" | "+"; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly then: Expression;
      readonly when: Expression;
      readonly otherwise?: Expression;
      readonly span: Span;
    };

/** `name=value` in a call or filter. */
export interface NamedArgument {
  readonly name: string;
  readonly value: Expression;
}

/** Binary operators, as written. */
export type BinaryOperator =
  | "and"
  | "or"
  | "in"
  | "not in"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "~";

/** A text with expressions and statements in it. `text` parts are literal; a template that is one `{{ }}` keeps its type. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** How many line ends stand at its end; its text never ends in fewer, whatever statements take away. */
  readonly lineEnds: number;
  readonly span: Span;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly expression: Expression }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly when?: Expression; readonly body: readonly TemplatePart[] }[];
    }
  | {
      readonly kind: "for";
      readonly names: readonly string[];
      readonly over: Expression;
      /** Items for which it does not hold are left out. */
      readonly when?: Expression;
      readonly body: readonly TemplatePart[];
      readonly otherwise?: readonly TemplatePart[];
    }
  | { readonly kind: "set"; readonly names: readonly string[]; readonly value: Expression }
  /** `{% set name %}...{% endset %}`: the name for the text of the body. */
  | { readonly kind: "set text"; readonly name: string; readonly body: readonly TemplatePart[] }
  /** `{% set name.member = value %}`, where the template has set the name to a `namespace(...)`. */
  | { readonly kind: "set member"; readonly name: string; readonly member: string; readonly value: Expression };
