import { expect } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { renderTemplate } from "../../../src/expression/render-template.ts";
import { scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { placeOf } from "../../../src/source/span.ts";

/** Variables of a test. */
export type Variables = Readonly<Record<string, Value>>;

/** The value of an expression. */
export function valueOfText(text: string, variables: Variables = {}): Value {
  return evaluate(parseExpression(sourceText("test", text)), scopeOf(valueMap(Object.entries(variables))));
}

/** What a template gives. */
export function render(text: string, variables: Variables = {}): Value {
  return renderTemplate(parseTemplate(sourceText("test", text)), scopeOf(valueMap(Object.entries(variables))));
}

/** The problem that something throws as one line: place, code, message and hint; fails when it throws anything else. */
export function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [first] = error.problems;
    const place = first?.at ? placeOf(first.at).replace(/^test:/, "") : "nowhere";
    return `${place} ${first?.code} ${first?.message}${first?.hint ? ` | ${first.hint}` : ""}`;
  }
  expect.unreachable("nothing was thrown");
}

/** The problem of an expression. */
export function problemOfText(text: string, variables: Variables = {}): string {
  return problemOf(() => valueOfText(text, variables));
}
