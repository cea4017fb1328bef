import { describe, expect, test } from "vitest";
import { isTrue } from "../../../src/expression/truth.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { problemOfText, render, valueOfText } from "./try-expression.ts";

const secret = new SecretText("client_secret", "p-canary");
const other = new SecretText("pin", "1234");
const variables = {
  secret,
  other,
  map: valueMap([
    ["a", secret],
    ["b", 1],
  ]),
  list: ["x", secret],
};

/** The secret as `name:text`, so that a test sees both. */
function revealedText(value: Value): string {
  if (!(value instanceof SecretText)) expect.unreachable(`not a secret: ${JSON.stringify(value)}`);
  return `${value.name}:${value.reveal()}`;
}

describe("text made from a secret is a secret", () => {
  test.each([
    ["secret", "client_secret:p-canary"],
    ["secret ~ '!'", "client_secret:p-canary!"],
    ["'a' ~ other ~ secret", "pin:a1234p-canary"],
    ["'a' + secret", "client_secret:ap-canary"],
    ["secret * 2", "client_secret:p-canaryp-canary"],
    ["secret[0]", "client_secret:p"],
    ["secret[2:]", "client_secret:canary"],
    ["secret | upper", "client_secret:P-CANARY"],
    ["'x' | replace('x', secret)", "client_secret:p-canary"],
    ["secret | b64encode", "client_secret:cC1jYW5hcnk="],
    ["secret | hash('md5')", "client_secret:87457fa128087a8a36e386f396ba2a8d"],
    ["list | join(',')", "client_secret:x,p-canary"],
    ["map | to_json", 'client_secret:{"a": "p-canary", "b": 1}'],
    ["map | string", 'client_secret:{"a": "p-canary", "b": 1}'],
    ["map.a", "client_secret:p-canary"],
    ["secret | default('x')", "client_secret:p-canary"],
    ["missing | default(secret)", "client_secret:p-canary"],
    ["secret or 'x'", "client_secret:p-canary"],
    ["true | ternary(secret, 'x')", "client_secret:p-canary"],
    ["secret.split('-') | last", "client_secret:canary"],
    ["secret | regex_search('c.*')", "client_secret:canary"],
    ["secret | regex_search('(c)(.*)', '\\2') | first", "client_secret:anary"],
    [
      "('{\"a\": \"' ~ secret ~ '\"}') | from_json | dict2items | map(attribute='value') | first",
      "client_secret:p-canary",
    ],
    ["list | sort | first", "client_secret:p-canary"],
    ["list | map('upper') | last", "client_secret:P-CANARY"],
    ["secret | list | first", "client_secret:p"],
    ["secret | reverse", "client_secret:yranac-p"],
    ["secret | first", "client_secret:p"],
    ["','.join(list)", "client_secret:x,p-canary"],
    ["secret | string", "client_secret:p-canary"],
  ])("%s", (text, value) => {
    expect(revealedText(valueOfText(text, variables))).toBe(value);
  });

  test.each([
    ["x {{ secret }} {{ other }}", "client_secret:x p-canary 1234"],
    ["x {{ map }}", 'client_secret:x {"a": "p-canary", "b": 1}'],
    ["{% for x in list %}{{ x }}{% endfor %}", "client_secret:xp-canary"],
    ["{% set a = secret %}{{ a }}", "client_secret:p-canary"],
  ])("%s", (text, value) => expect(revealedText(render(text, variables))).toBe(value));
});

describe("numbers and answers about a secret are plain", () => {
  test.each<[string, Value]>([
    ["secret | length", 8],
    ["secret == 'p-canary'", true],
    ["'p-canary' == secret", true],
    ["secret != other", true],
    ["'canary' in secret", true],
    ["secret in ['p-canary']", true],
    ["secret < 'q'", true],
    ["secret is search('^p')", true],
    ["secret is string", true],
    ["secret.startswith('p')", true],
    ["secret is eq 'p-canary'", true],
    ["{'p-canary': 1}[secret]", 1],
    ["list | length", 2],
    ["list | unique | length", 2],
    ["list | map('length')", [1, 8]],
    ["list == ['x', 'p-canary']", true],
    ["1 if secret else 2", 1],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

  test("an empty secret is false", () => {
    expect([isTrue(secret), isTrue(new SecretText("none", ""))]).toEqual([true, false]);
  });
});

test("structures keep their secrets and their plain parts", () => {
  expect(valueOfText("map | combine({'c': 2})", variables)).toEqual({ a: secret, b: 1, c: 2 });
  expect(valueOfText("list | reverse", variables)).toEqual([secret, "x"]);
  expect(valueOfText("[list, map] | map('first')", variables)).toEqual(["x", "a"]);
});

test.each([
  ["other | int", '1:9 RB2003 "int" takes a number, not a secret'],
  ["{secret: 1}", "1:2 RB2003 a mapping takes text as a key, not a secret"],
  ["dict([[secret, 1]])", '1:1 RB2003 "dict" takes text as a key, not a secret'],
  ["[{'key': secret, 'value': 1}] | items2dict", '1:33 RB2003 "items2dict" takes text as a key, not a secret'],
  ["map[secret]", "1:1 RB2002 `map` has no item for that secret"],
  ["secret | from_json", "1:10 RB2003 the text given to from_json is not JSON"],
  ["secret | b64decode", "1:10 RB2003 the text given to b64decode is not base64"],
  ["secret.foo", '1:1 RB2002 `secret` is a secret and has no "foo"'],
  [
    "secret + 1",
    `1:1 RB2003 "+" does not work on text and a number | join texts with ~, or turn text into a number with | int`,
  ],
])("%s is refused without showing it", (text, problem) => expect(problemOfText(text, variables)).toBe(problem));
