import { describe, expect, test } from "vitest";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { type Reference, referencesOf } from "../../../src/expression/references.ts";
import { sourceText } from "../../../src/expression/source-text.ts";

/** `name.path@start-end`, with `?` when it is guarded. */
function shown(references: readonly Reference[]): readonly string[] {
  return references.map(
    ({ name, path, span, guarded }) => `${[name, ...path].join(".")}@${span.start}-${span.end}${guarded ? "?" : ""}`,
  );
}

describe("an expression's references", () => {
  test.each<[string, readonly string[]]>([
    ["1", []],
    ["a", ["a@0-1"]],
    ["a.b[0]['c d']", ["a.b.0.c d@0-13"]],
    ["a.b[i.j].c", ["a.b@0-3", "i.j@4-7"]],
    ["a[b[c]]", ["a@0-1", "b@2-3", "c@4-5"]],
    ["(a ~ b).c", ["a@1-2", "b@5-6"]],
    ["[a, {b: c}]", ["a@1-2", "b@5-6", "c@8-9"]],
    ["a[b:c]", ["a@0-1", "b@2-3", "c@4-5"]],
    ["range(a) | map('x' ~ b, attribute=c)", ["a@6-7", "b@21-22", "c@34-35"]],
    ["a.items() | join(b)", ["a@0-1", "b@17-18"]],
    ["a is divisibleby b", ["a@0-1", "b@17-18"]],
    ["a.b is defined", ["a.b@0-3?"]],
    ["a.b | default(c)", ["a.b@0-3?", "c@14-15"]],
    ["a is defined and a.b == b", ["a@0-1?", "a.b@17-20?", "b@24-25"]],
    ["a is undefined or a.b", ["a@0-1?", "a.b@18-21?"]],
    ["a is defined or a.b", ["a@0-1?", "a.b@16-19"]],
    ["not (a is undefined) and a", ["a@5-6?", "a@25-26?"]],
    ["a is defined and b is defined and a + b", ["a@0-1?", "b@17-18?", "a@34-35?", "b@38-39?"]],
    ["a.b if a is defined else c", ["a.b@0-3?", "a@7-8?", "c@25-26"]],
    ["c if a is not defined else a", ["c@0-1", "a@5-6?", "a@27-28?"]],
    ["a[i] is defined", ["a@0-1?", "i@2-3"]],
    ["lookup('vars', 'a')", ["a@15-18"]],
    ["query('vars', 'a', b, default=1)", ["b@19-20", "a@14-17?"]],
    ["lookup('env', 'a')", []],
  ])("%s", (text, expected) =>
    expect(shown(referencesOf(parseExpression(sourceText("test", text))))).toEqual(expected),
  );
});

describe("a template's references", () => {
  test.each<[string, readonly string[]]>([
    ["x {{ a }} {{ b.c }}", ["a@5-6", "b.c@13-16"]],
    ["{% set a = b %}{{ a }}", ["b@11-12"]],
    ["{{ a }}{% set a = 1 %}", ["a@3-4"]],
    [
      "{% for x in xs if x > n %}{{ x }}{{ loop.index }}{% else %}{{ x }}{% endfor %}{{ loop }}",
      ["xs@12-14", "n@22-23", "x@62-63", "loop@81-85"],
    ],
    ["{% if a is defined %}{{ a }}{% else %}{{ a }}{% endif %}", ["a@6-7?", "a@24-25?", "a@41-42"]],
    ["{% if a is undefined %}x{% elif b %}{{ a }}{% endif %}", ["a@6-7?", "b@32-33", "a@39-40?"]],
    ["{% if b %}{% set a = 1 %}{% endif %}{{ a }}", ["b@6-7"]],
    ["{% set a, b = c %}{{ a }}{{ b }}", ["c@14-15"]],
    ["{% set a %}{{ b }}{% set c = 1 %}{% endset %}{{ a }}", ["b@14-15"]],
    ["{% set a = namespace() %}{% set a.b = c %}{{ a.b }}", ["c@38-39"]],
    ["{% raw %}{{ a }}{% endraw %}{# {{ b }} #}", []],
  ])("%s", (text, expected) => expect(shown(referencesOf(parseTemplate(sourceText("test", text))))).toEqual(expected));
});
