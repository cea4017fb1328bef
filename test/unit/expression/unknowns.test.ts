import { describe, expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { render, valueOfText } from "./try-expression.ts";

const u = new Unknown("known after: Restart pipelined");
const other = new Unknown("known after: Stop");
const variables = {
  u,
  other,
  map: valueMap([
    ["a", u],
    ["b", 1],
  ]),
  list: [1, u],
};

describe("what depends on an unknown is unknown, with the first reason", () => {
  test.each([
    "u + 1",
    "1 + u",
    "u + other",
    "u ~ 'a'",
    "-u",
    "not u",
    "u == 1",
    "u != 1",
    "u < 1",
    "1 in u",
    "u in 'abc'",
    "u.a.b",
    "u[0]",
    "[1][u]",
    "u.a is defined",
    "u.a.b is not defined",
    "u[0] is undefined",
    "[u] | selectattr('a', 'defined')",
    "[{'a': u}] | selectattr('a.b', 'defined')",
    "u[1:]",
    "[1][u:]",
    "u | upper",
    "'a' | replace('a', u)",
    "u | default('x')",
    "u | default('x', true)",
    "u.split(',')",
    "range(u)",
    "u is none",
    "u is odd",
    "1 is eq u",
    "1 if u else 2",
    "u and true",
    "u or true",
    "true and u",
    "false or u",
    "map.a",
    "list[1]",
    "list | last",
    "list | join",
    "list | sort",
    "list | sum",
    "map | to_json",
    "list == [1, 2]",
    "2 in list",
    "map == {'a': 1, 'b': 1}",
    "list | select('odd')",
    "list | unique",
    "u | ternary(1, 2)",
    "true | ternary(u, 2)",
    "[list] < [[1, 3]]",
    "{u: 1}",
    "u.stdout is search('x')",
  ])("%s", (text) => expect(valueOfText(text, variables)).toBe(u));
});

describe("what the known parts decide is known", () => {
  test.each<[string, Value]>([
    ["false and u", false],
    ["true or u", true],
    ["u is defined", true],
    ["map.a is defined", true],
    ["u is not defined", false],
    ["u if false else 2", 2],
    ["1 | default(u)", 1],
    ["false | ternary(u, 2)", 2],
    ["list == [2, 2]", false],
    ["list == [1]", false],
    ["map == {'a': 1, 'b': 2}", false],
    ["1 in list", true],
    ["u in []", false],
    ["'a' in map", true],
    ["list | length", 2],
    ["list | first", 1],
    ["map.b", 1],
    ["map is mapping", true],
    ["[u] | map(attribute='a') | length", 1],
    ["not list", false],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));
});

test.each<[string, Value]>([
  ["[u, 2]", [u, 2]],
  ["{'a': u}", { a: u }],
  ["[{'a': u}] | selectattr('a', 'defined')", [{ a: u }]],
  ["list + [3]", [1, u, 3]],
  ["list | map('string')", ["1", u]],
  ["map | combine({'c': 2})", { a: u, b: 1, c: 2 }],
  [
    "map | dict2items",
    [
      { key: "a", value: u },
      { key: "b", value: 1 },
    ],
  ],
  ["map.values()", [u, 1]],
  ["list | reverse", [u, 1]],
])("%s holds the unknown", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

test.each([
  "a {{ u }} b {{ other }}",
  "a {{ list }}",
  "a{% if u %}b{% endif %}{{ other }}",
  "a{% for x in u %}b{% endfor %}",
  "{% for x in list %}{{ x }}{% endfor %}",
  "{% for x in list if x %}{{ x }}{% endfor %}",
  "{% for a, b in [u] %}{{ a }}{% endfor %}.",
  "{% set a = u %}{{ a }}",
  "{% if u %}{% set a = 1 %}{% endif %}{{ a }}",
])("the text of %s is unknown", (text) => expect(render(text, variables)).toBe(u));

test("a branch that is not taken does not matter", () => {
  expect(render("{% if false %}{{ u }}{% endif %}a", variables)).toBe("a");
});
