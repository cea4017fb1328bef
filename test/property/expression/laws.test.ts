import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { filters } from "../../../src/expression/filters/filters.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { referencesOf } from "../../../src/expression/references.ts";
import { renderTemplate } from "../../../src/expression/render-template.ts";
import { layered, scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { Unknown } from "../../../src/expression/unknown.ts";
import { isList, isMap, type Value, valueFromJson, valueMap } from "../../../src/expression/value.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { randomExpression, sample } from "./random-expression.ts";

const variables = valueFromJson(sample);
const scope = scopeOf(isMap(variables) ? variables : {});

function run(text: string, extra: Readonly<Record<string, Value>> = {}): Value | ProblemError {
  return outcomeOf(() =>
    evaluate(parseExpression(sourceText("test", text)), layered(scopeOf(valueMap(Object.entries(extra))), scope)),
  );
}

/** The value, or the problem; anything else that is thrown is a mistake of ours. */
function outcomeOf<T>(compute: () => T): T | ProblemError {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

const words = fc.constantFrom(
  ..."a n xs map t . , : ( ) [ ] { } | + - * / // % ** ~ == != < > = and or not in is if else none true 1 2.5 0x1 'a' \"b\" ' \\ {{ }} {% %} {# #} {%- -%} for endfor endif raw endraw set elif loop default upper map defined é 😀 \n \u0000 & ! ? $".split(
    " ",
  ),
);
const soup = fc.oneof(
  fc.array(words, { maxLength: 14 }).map((all) => all.join(" ")),
  fc.array(words).map((all) => all.join("")),
  fc.string(),
);

test("any text either parses or is a problem with a place inside the text", () => {
  fc.assert(
    fc.property(soup, (text) => {
      for (const parse of [parseExpression, parseTemplate]) {
        const parsed = outcomeOf<object>(() => parse(sourceText("test", text)));
        const at = parsed instanceof ProblemError ? parsed.problems[0]?.at : undefined;
        if (!(parsed instanceof ProblemError)) continue;
        expect(at?.start).toBeGreaterThanOrEqual(0);
        expect(at?.end).toBeLessThanOrEqual(text.length);
        expect(at?.start).toBeLessThanOrEqual(at?.end ?? -1);
      }
    }),
    { numRuns: 5000 },
  );
});

test("whatever parses either has a value or a problem", () => {
  fc.assert(
    fc.property(soup, (text) => {
      const template = outcomeOf(() => parseTemplate(sourceText("test", text)));
      if (template instanceof ProblemError) return;
      referencesOf(template);
      outcomeOf(() => renderTemplate(template, scope));
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(randomExpression(), (text) => {
      run(text);
    }),
    { numRuns: 1000 },
  );
});

const hostile = fc.constantFrom(
  "{{ 7 * 7 }}",
  "{% if true %}{{ 6 * 7 }}{% endif %}",
  "{# gone #}",
  "{{ '{{ 7 * 7 }}' }}",
  "{% raw %}{{ 7 * 7 }}{% endraw %}",
  "$& $1 \\1 \\g<0>",
  "__proto__",
);

/** Filters whose results are digits by nature. */
const digests = new Set(["hash", "b64encode", "md5", "sha1", "checksum", "to_uuid"]);

test("text from a host is data through every filter: nothing in it is evaluated", () => {
  for (const name of filters.keys()) {
    const uses = [
      `x | ${name}`,
      `[x] | ${name}`,
      `{'k': x} | ${name}`,
      `x | ${name}('a')`,
      `x | ${name}('a', x)`,
      `[x] | ${name}(x)`,
    ];
    for (const use of uses) {
      fc.assert(
        fc.property(hostile, (x) => {
          const result = outcomeOf(() =>
            renderTemplate(parseTemplate(sourceText("test", `<{{ ${use} }}>{{ x }}`)), scopeOf(valueMap([["x", x]]))),
          );
          if (result instanceof ProblemError) return;
          expect(String(result).endsWith(x)).toBe(true);
          if (!digests.has(name)) expect(String(result)).not.toMatch(/49|42/);
        }),
        { numRuns: 7 },
      );
    }
  }
});

test("operators and methods leave text from a host as it is", () => {
  fc.assert(
    fc.property(hostile, (x) => {
      for (const use of [
        "x",
        "x ~ ''",
        "x + ''",
        "[x][0]",
        "{'a': x}.a",
        "x or 1",
        "[x] | join",
        "x.replace('zzz', x)",
        "'a'.replace('a', x)",
      ]) {
        expect(run(use, { x })).toBe(x);
      }
    }),
  );
});

/** Whether a real run's value is one that the preview allowed. */
function allows(preview: Value, real: Value): boolean {
  if (preview instanceof Unknown) return true;
  if (isList(preview) && isList(real)) {
    return preview.length === real.length && preview.every((one, index) => allows(one, real[index] ?? null));
  }
  if (isMap(preview) && isMap(real)) {
    return (
      Object.keys(preview).join() === Object.keys(real).join() &&
      Object.keys(preview).every((key) => allows(preview[key] ?? null, real[key] ?? null))
    );
  }
  return Object.is(preview, real);
}

test("a real run is always an instance of its preview: what was called known does not change", () => {
  const unknown = new Unknown("known after: the task");
  const names = ["n", "t", "yes", "xs", "map", "words"] as const;
  fc.assert(
    fc.property(randomExpression(), fc.constantFrom(...names), (text, name) => {
      const [preview, real] = [run(text, { [name]: unknown }), run(text)];
      if (real instanceof ProblemError || preview instanceof ProblemError) return;
      expect([text, allows(preview, real)]).toEqual([text, true]);
    }),
    { numRuns: 1500 },
  );
});

/** Every plain text in a value. */
function plainTexts(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(plainTexts);
  return isMap(value) ? [...Object.keys(value), ...Object.values(value).flatMap(plainTexts)] : [];
}

/** The value with its secrets as text. */
function uncovered(value: Value): Value {
  if (value instanceof SecretText) return value.reveal();
  if (isList(value)) return value.map(uncovered);
  return isMap(value) ? valueMap(Object.entries(value).map(([key, one]) => [key, uncovered(one)])) : value;
}

test("a secret gives the same result as its text, and no plain text shows it", () => {
  const canary = "qqqq";
  fc.assert(
    fc.property(randomExpression(), fc.constantFrom("t", "empty"), (text, name) => {
      const [covered, plain] = [run(text, { [name]: new SecretText("s", canary) }), run(text, { [name]: canary })];
      if (covered instanceof ProblemError || plain instanceof ProblemError) {
        expect([text, covered instanceof ProblemError]).toEqual([text, plain instanceof ProblemError]);
        return;
      }
      expect([text, uncovered(covered)]).toEqual([text, plain]);
      expect(plainTexts(covered).filter((one) => /q/i.test(one))).toEqual([]);
    }),
    { numRuns: 1500 },
  );
});

/** Ways to use a filter on a value, with values as arguments too. */
function usesOf(name: string): readonly string[] {
  const bare = [
    `x | ${name}`,
    `[x] | ${name}`,
    `[x, 'b'] | ${name}`,
    `{'k': x} | ${name}`,
    `[{'a': x}] | ${name}('a')`,
  ];
  const more = ["'a'", "x", "[x]", "{'k': x}", "1", "'a', x", "x, 'a'"].map((given) => `${name}(${given})`);
  return [...bare, ...more.flatMap((use) => [`x | ${use}`, `[x] | ${use}`, `'a' | ${use}`, `[['a', x]] | ${use}`])];
}

describe("every filter", () => {
  test.each([...filters.keys()])("%s keeps secrets secret, and gives of them what it gives of their text", (name) => {
    for (const use of usesOf(name)) {
      const [covered, plain] = [run(use, { x: new SecretText("s", "qqqq") }), run(use, { x: "qqqq" })];
      if (covered instanceof ProblemError) {
        expect([use, /qqqq/i.test(covered.message)]).toEqual([use, false]);
        continue;
      }
      expect([use, plain instanceof ProblemError]).toEqual([use, false]);
      if (plain instanceof ProblemError) continue;
      expect([use, uncovered(covered)]).toEqual([use, plain]);
      expect([use, plainTexts(covered).filter((one) => /q/i.test(one) && one !== "query")]).toEqual([use, []]);
    }
  });

  test.each([...filters.keys()])("%s leaves unknown what is not known, and never calls known what changes", (name) => {
    const unknown = new Unknown("known after: the task");
    for (const use of usesOf(name)) {
      const preview = run(use, { x: unknown });
      if (preview instanceof ProblemError) continue;
      for (const x of ["a", "k", "qq", "", 1, 0, true, null, ["a"], [], valueFromJson({ a: [1] })]) {
        const real = run(use, { x });
        if (!(real instanceof ProblemError)) expect([use, x, allows(preview, real)]).toEqual([use, x, true]);
      }
    }
  });
});
