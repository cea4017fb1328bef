import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { layered, type Outside, type Scope, scopeOf } from "../../../src/expression/scope.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { problem } from "../../../src/problems/problem.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { problemOf } from "./try-expression.ts";

const files = new Map([
  ["motd", "  hello\n\n"],
  ["two", "2\n"],
]);
const outside: Outside = {
  environment: (name) => (name === "STAGE" ? "prod" : undefined),
  file(name, at) {
    const text = files.get(name);
    if (text === undefined) throw problem("RB2107", `there is no file "${name}"`, { at });
    return text;
  },
  template: (name, scope) => `${name}: ${String(scope.lookup("port"))}`,
};
const variables = valueMap([
  ["port", 80],
  ["port_prod", 8080],
  ["secret", new SecretText("pin", "1234")],
  ["later", new Unknown("known after: Start")],
]);
const scope: Scope = layered(scopeOf(variables), { lookup: () => undefined, names: () => [], outside });

function found(text: string): Value {
  return evaluate(parseExpression(sourceText("test", text)), scope);
}

describe("lookups find", () => {
  test.each<[string, Value]>([
    ["lookup('env', 'STAGE')", "prod"],
    ["lookup('ansible.builtin.env', 'STAGE')", "prod"],
    ["lookup('env', 'NOPE')", ""],
    ["lookup('env', 'NOPE', default=5)", 5],
    ["lookup('env', 'STAGE', 'NOPE')", "prod,"],
    ["lookup('env', 'STAGE', wantlist=true)", ["prod"]],
    ["query('env', 'STAGE', 'NOPE')", ["prod", ""]],
    ["lookup('env')", []],
    ["lookup('file', 'motd')", "  hello"],
    ["lookup('file', 'motd', lstrip=true)", "hello"],
    ["lookup('file', 'motd', rstrip=false)", "  hello\n\n"],
    ["lookup('file', 'two') | int + 1", 3],
    ["lookup('file', 'motd', 'two')", "  hello,2"],
    ["lookup('file', 'nope', errors='ignore')", null],
    ["query('file', 'two', 'nope', errors='ignore')", ["2"]],
    ["lookup('template', 'x.j2')", "x.j2: 80"],
    ["lookup('template', 'x.j2', template_vars={'port': 81})", "x.j2: 81"],
    ["lookup('vars', 'port')", 80],
    ["lookup('vars', 'port_' ~ lookup('env', 'STAGE'))", 8080],
    ["lookup('vars', 'port', 'port_prod')", [80, 8080]],
    ["lookup('vars', 'nope', default='none')", "none"],
    ["lookup('vars', 'nope') | default('none')", "none"],
    ["lookup('vars', 'nope') is defined", false],
    ["q('vars', 'port')", [80]],
  ])("%s", (text, value) => expect(found(text)).toEqual(value));

  test("secrets as secrets, and what is unknown as unknown", () => {
    expect(found("lookup('vars', 'secret')")).toBeInstanceOf(SecretText);
    expect(found("lookup('vars', 'later')")).toBeInstanceOf(Unknown);
    expect(found("lookup('env', later)")).toBeInstanceOf(Unknown);
    expect(found("lookup('vars', 'secret') ~ '!'")).toBeInstanceOf(SecretText);
  });
});

describe("refused", () => {
  test.each([
    ["lookup('evn', 'A')", '1:8 RB2004 there is no lookup "evn" | did you mean "env"?'],
    [
      "lookup('pipe', 'date')",
      '1:8 RB2004 the lookup "pipe" of Ansible is not supported | run a command on a host and register what it prints',
    ],
    ["lookup('env', 'A', defualt=1)", '1:8 RB2001 the lookup "env" has no argument "defualt"; it takes default'],
    ["lookup()", '1:1 RB2001 "lookup" needs the argument "name"'],
    ["lookup('file', 'nope')", '1:1 RB2107 there is no file "nope"'],
    ["lookup('file', ['a'])", '1:1 RB2003 a term of the lookup "file" takes text, not a list'],
    ["lookup('env', secret)", '1:1 RB2003 a term of the lookup "env" takes text, not a secret'],
    ["lookup('vars', 'prot')", '1:1 RB2002 `prot` is not defined | did you mean "port"?'],
    ["lookup('e' ~ 'nv2', 'A')", '1:1 RB2004 there is no lookup "env2" | did you mean "env"?'],
    ["lookup('file', 'nope', errors='warn')", '1:1 RB2003 "errors" of "lookup" is "strict" or "ignore", not "warn"'],
    [
      "lookup('template', 'x', convert_data=true)",
      '1:1 RB2003 the lookup "template" gives text, whatever the text looks like | leave convert_data out, and write | from_json or | from_yaml behind it',
    ],
  ])("%s", (text, expected) => expect(problemOf(() => found(text))).toBe(expected));

  test("where nothing lies outside", () => {
    const expression = parseExpression(sourceText("test", "lookup('env', 'STAGE')"));
    expect(problemOf(() => evaluate(expression, scopeOf(valueMap([]))))).toBe(
      '1:1 RB2003 the lookup "env" cannot be used here | use it in a runbook',
    );
  });
});
