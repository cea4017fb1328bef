import type { Expression, Template } from "../expression/ast.ts";
import { evaluate } from "../expression/evaluate.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { isTemplate, parseTemplate } from "../expression/parse-template.ts";
import { renderTemplate } from "../expression/render-template.ts";
import type { Scope } from "../expression/scope.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { vaultedText } from "../secrets/vault/vaulted-text.ts";
import type { Located, LocatedScalar } from "../source/located.ts";
import type { Span } from "../source/span.ts";

/** A value as written in a file: constant, or to be evaluated for a host. Templates exist only here. */
export type ValueSource =
  | { readonly kind: "constant"; readonly value: Value; readonly span: Span }
  | { readonly kind: "template"; readonly template: Template; readonly span: Span }
  | { readonly kind: "expression"; readonly expression: Expression; readonly text: string; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly ValueSource[]; readonly span: Span }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, ValueSource])[]; readonly span: Span };

/** A located value with its templates parsed. RB2001 where one cannot be. `!unsafe` text stays text, vaulted text is a secret. */
export function compileValue(located: Located): ValueSource {
  const { span } = located;
  switch (located.kind) {
    case "scalar": {
      const secret = vaultedText(located);
      if (secret) return { kind: "constant", value: secret, span };
      return isTemplateScalar(located)
        ? { kind: "template", template: parseTemplate(sourceText(located), { keepBackslashes: true }), span }
        : { kind: "constant", value: located.value, span };
    }
    case "list":
      return { kind: "list", items: located.items.map(compileValue), span };
    case "map":
      return { kind: "map", entries: located.entries.map(({ key, value }) => [key, compileValue(value)]), span };
  }
}

/** For parameters that take expressions: each text, alone or in a list, is an expression without braces. */
export function compileExpressionValue(located: Located): ValueSource {
  const { span } = located;
  if (located.kind === "list") return { kind: "list", items: located.items.map(compileExpressionValue), span };
  if (located.kind === "map") return compileValue(located);
  const text = located.source;
  return { kind: "expression", expression: compileExpression(located), text, span };
}

/** A scalar as an expression, as in `when`; `yes`, `no`, `on`, `off` without quotes are booleans, as in YAML 1.1. RB2001. */
export function compileExpression(scalar: LocatedScalar): Expression {
  const { span, quoted, source } = scalar;
  const word = quoted ? undefined : /^(?:(yes|on)|no|off)$/i.exec(source);
  if (word) return { kind: "literal", value: word[1] !== undefined, span };
  if (typeof scalar.value !== "string") return { kind: "literal", value: scalar.value, span };
  return parseExpression(sourceText(scalar));
}

/** The value for a scope. An expression's value comes as a map of `source` and `value` (see `Evaluated`). */
export function evaluateSource(source: ValueSource, scope: Scope): Value {
  switch (source.kind) {
    case "constant":
      return source.value;
    case "template":
      return renderTemplate(source.template, scope);
    case "expression":
      return valueMap([
        ["source", source.text],
        ["value", evaluate(source.expression, scope)],
      ]);
    case "list":
      return source.items.map((item) => evaluateSource(item, scope));
    case "map":
      return valueMap(source.entries.map(([key, value]) => [key, evaluateSource(value, scope)]));
  }
}

/** Whether the value is the same for every host. */
export function isConstant(source: ValueSource): boolean {
  if (source.kind === "list") return source.items.every(isConstant);
  if (source.kind === "map") return source.entries.every(([, value]) => isConstant(value));
  return source.kind === "constant";
}

function isTemplateScalar(scalar: LocatedScalar): boolean {
  return typeof scalar.value === "string" && scalar.tag !== "!unsafe" && isTemplate(scalar.value);
}

function sourceText(scalar: LocatedScalar) {
  return { text: String(scalar.value), span: scalar.span, spanWithin: scalar.spanWithin.bind(scalar) };
}
