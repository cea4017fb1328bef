import fc from "fast-check";
import { Environment } from "minijinja-js";
import { expect, test } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { renderTemplate } from "../../../src/expression/render-template.ts";
import { scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { isMap, valueFromJson } from "../../../src/expression/value.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { randomExpression, sample } from "./random-expression.ts";

const environment = new Environment();
environment.enablePyCompat();
environment.undefinedBehavior = "strict";
environment.trimBlocks = true;
environment.keepTrailingNewline = true;

const variables = valueFromJson(sample);
const scope = scopeOf(isMap(variables) ? variables : {});

type Outcome = { readonly value: unknown } | "refused";

function ours(text: string): Outcome {
  try {
    return { value: evaluate(parseExpression(sourceText("test", text)), scope) };
  } catch (error) {
    if (error instanceof ProblemError) return "refused";
    throw error;
  }
}

/** minijinja gives JavaScript data: mappings as Map or object, integers sometimes as BigInt. */
function theirs(text: string): Outcome {
  try {
    return { value: asJson(environment.evalExpr(text, sample)) };
  } catch {
    return "refused";
  }
}

function asJson(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(asJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [String(key), asJson(one)]));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asJson(one)]));
  }
  return value;
}

test("expressions give what minijinja gives, or are refused for a stated reason", () => {
  let compared = 0;
  fc.assert(
    fc.property(randomExpression(), (text) => {
      const [mine, other] = [ours(text), theirs(text)];
      // We are stricter than minijinja where a mistake is likely (order of different types, booleans as numbers, numbers in
      // text), so that what we refuse is not compared.
      if (mine === "refused") return;
      compared += 1;
      if (other === "refused") expect(text).toBe("accepted by minijinja");
      else expect(JSON.stringify(mine.value)).toBe(JSON.stringify(other.value));
    }),
    { numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(1000);
});

test("templates give what minijinja gives", () => {
  const expression = fc.constantFrom("n", "t", "xs[1]", "'<' ~ t ~ '>'", "n + 1", "t | upper", "words | join(',')");
  const condition = fc.constantFrom("yes", "no", "n > 2", "'a' in t", "missing is defined", "xs");
  const sign = fc.constantFrom("", "-");
  const { template } = fc.letrec<{ template: string; part: string }>((tie) => ({
    template: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
    part: fc.oneof(
      { maxDepth: 3 },
      fc.stringMatching(/^[a-z .\n]{0,5}$/),
      fc.tuple(sign, expression, sign).map(([a, one, b]) => `{{${a} ${one} ${b}}}`),
      fc.tuple(sign, sign).map(([a, b]) => `{#${a} note ${b}#}`),
      fc
        .tuple(sign, condition, tie("template"), tie("template"), sign)
        .map(([a, one, then, other, b]) => `{%${a} if ${one} ${b}%}${then}{% else %}${other}{%${a} endif ${b}%}`),
      fc
        .tuple(sign, fc.constantFrom("xs", "words", "none_at_all"), tie("template"), sign)
        .map(
          ([a, list, body, b]) =>
            `{%${a} for x in ${list} ${b}%}${body}{{ loop.index }}/{{ loop.length }}={{ x }}{% else %}no{%${a} endfor ${b}%}`,
        ),
      fc.tuple(expression, sign).map(([one, a]) => `{% set v = ${one} ${a}%}{{ v }}`),
      fc.tuple(sign, expression, sign).map(([a, one, b]) => `{% set w ${a}%} x{{ ${one} }}{% endset ${b}%}[{{ w }}]`),
      fc
        .tuple(tie("template"), sign)
        .map(
          ([body, a]) =>
            `{% set ns = namespace(n=0) %}{% for y in xs ${a}%}${body}{% set ns.n = ns.n + y %}{% endfor %}{{ ns.n }}`,
        ),
    ),
  }));
  fc.assert(
    fc.property(template, (text) => {
      const mine = renderTemplate(parseTemplate(sourceText("test", `.${text}.`)), scope);
      expect(mine).toBe(environment.renderStr(`.${text}.`, sample));
    }),
    { numRuns: 700 },
  );
});
