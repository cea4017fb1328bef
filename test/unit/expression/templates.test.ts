import { describe, expect, test } from "vitest";
import { isTemplate, parseTemplate } from "../../../src/expression/parse-template.ts";
import { renderTemplate } from "../../../src/expression/render-template.ts";
import { scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { problemOf, render } from "./try-expression.ts";

const variables = {
  n: 3,
  name: "neo",
  list: [1, 2, 3],
  map: valueMap([
    ["a", 1],
    ["b", [true, null]],
  ]),
  none: null,
};

test.each([
  ["{{ a }}", true],
  ["{% if a %}", true],
  ["{# a #}", true],
  ["a { b } %} }}", false],
  ["", false],
])("isTemplate(%j) is %j", (text, answer) => expect(isTemplate(text)).toBe(answer));

describe("a lone {{ }} keeps the type", () => {
  test.each<[string, Value]>([
    ["{{ n }}", 3],
    ["{{ list }}", [1, 2, 3]],
    ["{{ none }}", null],
    ["{{ n == 3 }}", true],
    ["{# about n #}{{ n }}", 3],
    ["{{ {'a': {'b': 1}} }}", { a: { b: 1 } }],
  ])("%s", (text, value) => expect(render(text, variables)).toEqual(value));
});

describe("anything more is text", () => {
  test.each([
    [" {{ n }}", " 3"],
    ["{{ n }}{{ n }}", "33"],
    ["{{ n }}\n", "3\n"],
    [
      "a {{ true }} {{ none }} {{ 1.0 }} {{ 7 / 2 }} {{ 0.00001 }} {{ 10 ** 15 * 10.5 }}",
      "a True  1 3.5 1e-05 1.05e+16",
    ],
    ["a {{ map }}", 'a {"a": 1, "b": [true, null]}'],
    ["a {{ [1, 'é\"', []] }}", 'a [1, "é\\"", []]'],
    ["{{ '}}' }}.{{ '{{' }}", "}}.{{"],
    ["a } b }} c { d", "a } b }} c { d"],
    ["{% if n > 5 %}a{% elif n == 3 %}b{% else %}c{% endif %}", "b"],
    ["{% if n > 5 %}a{% elif n == 4 %}b{% else %}c{% endif %}", "c"],
    ["{% if false %}a{% endif %}", ""],
    ["{% for x in list %}{{ x }},{% endfor %}", "1,2,3,"],
    ["{% for x in [] %}{{ x }}{% else %}empty{% endfor %}", "empty"],
    ["{% for x in list if x > 1 %}{{ loop.index }}/{{ loop.length }}={{ x }} {% endfor %}", "1/2=2 2/2=3 "],
    ["{% for x in list if x > 9 %}{{ x }}{% else %}empty{% endfor %}", "empty"],
    [
      "{% for x in list %}{{ loop.index0 }}{{ loop.first }}{{ loop.last }} {% endfor %}",
      "0TrueFalse 1FalseFalse 2FalseTrue ",
    ],
    ["{% for key, value in map.items() %}{{ key }}={{ value }};{% endfor %}", "a=1;b=[true, null];"],
    ["{% for key in map %}{{ key }}{% endfor %}", "ab"],
    [
      "{% for a in [1, 2] %}{% for b in [3, 4] %}{{ a }}{{ b }} {% endfor %}{{ loop.index }};{% endfor %}",
      "13 14 1;23 24 2;",
    ],
    ["{% set a = n + 1 %}{{ a }}", "4"],
    ["{% set a = 1 %}{% for x in list %}{% set a = x %}{% endfor %}{{ a }}", "1"],
    ["{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}", "2"],
    ["{% set a, b = 1, 2 %}{{ b }}{{ a }}", "21"],
    ["{% set a, b = [n, name] %}{{ b }}{{ a }}", "neo3"],
    ["{% set a = 1, %}{{ a }}", "[1]"],
    ["{% set a %}hi {{ n }}{% endset %}[{{ a | upper }}]", "[HI 3]"],
    ["{% set a %}{% set b = 1 %}{% endset %}{{ b | default('gone') }}", "gone"],
    ["{% set ns = namespace(sum=0) %}{% for x in list %}{% set ns.sum = ns.sum + x %}{% endfor %}{{ ns.sum }}", "6"],
    [
      "{% set ns = namespace() %}{% for a in [1, 2] %}{% for b in [1, 2] %}{% set ns.last = a * b %}{% endfor %}{% endfor %}{{ ns.last }}",
      "4",
    ],
    ["{% for x in list %}{{ loop.cycle('odd', 'even') }} {% endfor %}", "odd even odd "],
    [
      "{% for x in list %}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('-') }} {% endfor %}",
      "-2 13 2- ",
    ],
    ["{{ 'a' 'b' \"c\" }}{{ 1 }}", "abc1"],
    ["{% raw %}{{ n }} {% if %}{% endraw %}", "{{ n }} {% if %}"],
    ["a{# {{ nothing }} #}b", "ab"],
  ])("%s", (text, value) => expect(render(text, variables)).toBe(value));
});

describe("white space", () => {
  test.each([
    ["a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc\n"],
    ["a\r\n{% if true %}\r\nb\r\n{% endif %}\r\n", "a\r\nb\r\n"],
    ["{# x #}\ny\n", "y\n"],
    ["{{ n }}\ny", "3\ny"],
    ["  {% if true %}\n x{% endif %}", "   x"],
    ["a {%- if true -%} b {%- endif %}\n c", "ab c"],
    ["{{ n -}}\n z", "3z"],
    ["a\n{{- n }}", "a3"],
    ["x \n {#- a #}\ny", "xy"],
    ["{# a -#} \n x", "x"],
    ["{% if true +%}\nb{% endif %}", "\nb"],
    ["{% raw %}\nx\n{% endraw %}\ny", "\nx\ny"],
    ["{% raw -%}\n {{ x }} {%- endraw %}\nq", "{{ x }}q"],
    ["{%- raw -%} a {%- endraw -%} b", "ab"],
    [" \n {{- '' -}} \n x", "x"],
  ])("%j gives %j as Ansible does", (text, value) => expect(render(text, variables)).toBe(value));

  test.each([
    ["#jinja2: trim_blocks: False\n{% if n %}\nx{% endif %}", "\nx"],
    ["#jinja2: lstrip_blocks: True\n  {% if n %}\nx\n  {% endif %}\n  {{ n }}", "x\n  3"],
    ["#jinja2:lstrip_blocks:true,trim_blocks:true\nx {% if n %}\n\t{%+ if n %}y{% endif %} {% endif %}", "x \ty "],
  ])("%j: the first line of a template may say otherwise", (text, value) =>
    expect(render(text, variables)).toBe(value),
  );

  test("line ends after statements stay when trimBlocks is off", () => {
    const template = parseTemplate(sourceText("test", "{% if true %}\na\n{% endif %}\nb"), { trimBlocks: false });
    expect(renderTemplate(template, scopeOf(valueMap([])))).toBe("\na\n\nb");
  });
});

test.each([
  ["{{ n }} {{ nmae }}", '1:12 RB2002 `nmae` is not defined | did you mean "name"?'],
  ["{% for x in n %}{% endfor %}", "1:13 RB2003 a loop takes a list, not a number"],
  [
    "{% for x in name %}{% endfor %}",
    "1:13 RB2003 a loop takes a list, not text | split it, or write | list for its characters",
  ],
  [
    "{% for a, b in list %}{% endfor %}",
    "1:16 RB2003 an item cannot be shared out to a, b: it is no list of 2 | for the keys and values of a mapping, loop over its .items()",
  ],
  ["{% for item in list %}{% endfor %}{{ item }}", "1:38 RB2002 `item` is not defined"],
  ["a\n  {{ list[7] }}", "2:6 RB2002 `list` has no item 7; it has 3"],
])("%j is refused", (text, problem) => expect(problemOf(() => render(text, variables))).toBe(problem));

test("two backslashes in a text are two in values of a runbook, as in Ansible, and one in templates and conditions", () => {
  const text = String.raw`{{ 'a\\b\d\'' }}{% set x = 'a\\b' %}{{ x }}`;
  const values = [true, false].map((keepBackslashes) =>
    renderTemplate(parseTemplate(sourceText("test", text), { keepBackslashes }), scopeOf(valueMap([]))),
  );
  expect(values).toEqual([String.raw`a\\b\d'a\b`, String.raw`a\b\d'a\b`]);
});

test("what is unknown in a text that is set makes all that follows unknown", () => {
  const later = new Unknown("known after: Start");
  expect(render("{% set t %}{{ later }}{% endset %}x", { later })).toBe(later);
  const body = "{% set ns = namespace(n=1) %}{% if later %}{% set ns.n = 2 %}{% endif %}{{ ns.n }}";
  expect(render(body, { later })).toBe(later);
});

test("a namespace that the template has not set is none", () => {
  const text = "{% if n == 4 %}{% set ns = namespace() %}{% endif %}{% set ns.a = 1 %}";
  expect(problemOf(() => render(text, { ...variables, ns: valueMap([]) }))).toBe(
    '1:67 RB2003 "ns" is no namespace here | before, write {% set ns = namespace() %}',
  );
});

test("values are written as they are: nothing in them is evaluated", () => {
  const evil = "{{ 7 * 7 }}{% if true %}x{% endif %}{# y #}";
  expect(render("<{{ evil }}>", { evil })).toBe(`<${evil}>`);
  expect(render("{% for x in [evil] %}{{ x }}{% endfor %}", { evil })).toBe(evil);
});

test("a template is rendered again and again without parsing", () => {
  const template = parseTemplate(sourceText("test", "{% set t = a + 1 %}{{ t }}"));
  const results = [1, 2, 3].map((a) => renderTemplate(template, scopeOf(valueMap([["a", a]]))));
  expect(results).toEqual(["2", "3", "4"]);
});
