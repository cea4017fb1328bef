import { describe, expect, test } from "vitest";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { parseTemplate } from "../../../src/expression/parse-template.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { problemOf } from "./try-expression.ts";

const parse = (text: string) => problemOf(() => parseExpression(sourceText("test", text)));
const template = (text: string) => problemOf(() => parseTemplate(sourceText("test", text)));

describe("an expression that cannot be parsed says where, and what to write", () => {
  test.each([
    ["a && b", '1:3 RB2001 "&&" has no meaning here | write "and"'],
    ["a || b", '1:3 RB2001 "||" has no meaning here | write "or"'],
    ["!a", '1:1 RB2001 "!" has no meaning here | write "not"'],
    ["a = 1", '1:3 RB2001 expected an operator or the end, not "=" | write "==" to compare'],
    ["a === 1", '1:3 RB2001 "===" has no meaning here | write "=="'],
    ["a ? 1 : 2", '1:3 RB2001 "?" has no meaning here | write "a if condition else b"'],
    ["{{ a }} == 1", '1:1 RB2001 "{{" cannot stand inside an expression | write a without braces'],
    ["a == {{ b.c }}", '1:6 RB2001 "{{" cannot stand inside an expression | write b.c without braces'],
    [
      'a == "{{ b }}"',
      '1:7 RB2001 "{{" cannot stand inside an expression | write b without braces and without the quotes around them',
    ],
    [
      "a in '-{{ b }}-{{ c }}'",
      '1:8 RB2001 "{{" cannot stand inside an expression | write b without braces and without the quotes around them',
    ],
    ["a == '{% if b %}'", '1:7 RB2001 "{%" cannot stand inside an expression | write the name without braces'],
    ["{% if a %}", '1:1 RB2001 "{%" cannot stand inside an expression | write the name without braces'],
    [
      "1 < 2 < 3",
      '1:7 RB2001 expected an end of the comparison, not "<" | comparisons cannot be chained; write "a < b and b < c"',
    ],
    [
      "a in b == c",
      '1:8 RB2001 expected an end of the comparison, not "==" | comparisons cannot be chained; write "a < b and b < c"',
    ],
    ["a is defined is none", '1:14 RB2001 expected one test, not "is" | join tests with "and"'],
    ["", "1:1 RB2001 expected a value, not the end"],
    ["1 +", "1:4 RB2001 expected a value, not the end"],
    ["a b", '1:3 RB2001 expected an operator or the end, not "b"'],
    ["a.", '1:3 RB2001 expected a name after ".", not the end'],
    ["a[", "1:3 RB2001 expected a value, not the end"],
    ["a[]", '1:3 RB2001 expected an index or a key, not "]"'],
    ["a[1", '1:4 RB2001 expected "]" after an index, not the end'],
    ["(1", '1:3 RB2001 expected ")" to close the bracket, not the end'],
    ["(1]", '1:1 RB2001 "(" is not closed before "]" | write ")" where it ends'],
    ["[1 2]", '1:4 RB2001 expected "," or "]", not "2"'],
    ["{'a' 1}", '1:6 RB2001 expected ":" after a key, not "1"'],
    ["'abc", "1:1 RB2001 a string is never closed | write ' where it ends"],
    ["1 + not a", '1:5 RB2001 expected a value, not "not" | put brackets around it: (not ...)'],
    [
      "0644",
      "1:2 RB2001 a number ends in characters that do not belong to it | write text, such as the mode '0644', between quotes",
    ],
    ["12345678901234567890", "1:1 RB2001 the number 12345678901234567890 is too large to be exact | write it as text"],
    ["'a'('b')", '1:4 RB2001 expected an operator, not "(" | only functions and methods can be called, by their name'],
    [
      "a.split('x')('y')",
      '1:13 RB2001 expected an operator, not "(" | only functions and methods can be called, by their name',
    ],
    [
      "a | default(boolean=true, 1)",
      '1:27 RB2001 expected a named argument, not "1" | arguments without a name come first',
    ],
    ["a\n  and\n  b &&", '3:5 RB2001 "&&" has no meaning here | write "and"'],
  ])("%j", (text, problem) => expect(parse(text)).toBe(problem));
});

describe("names of filters, tests, functions and methods are known when a file is read", () => {
  test.each([
    ["a | uper", '1:5 RB2004 there is no filter "uper" | did you mean "upper"?'],
    ["a is defned", '1:6 RB2004 there is no test "defned" | did you mean "defined"?'],
    [
      "cycler('a')",
      '1:1 RB2004 the function "cycler" of Ansible is not supported | write loop.cycle(...), or xs[loop.index0 % n]',
    ],
    [
      "a | strftime",
      '1:5 RB2004 the filter "strftime" of Ansible is not supported | texts are not parsed as dates; let a command on the host compute with dates',
    ],
    [
      "a is exists",
      '1:6 RB2004 the test "exists" of Ansible is not supported | use the module stat, and look at stat.exists in what it registers',
    ],
    [
      "a.append(1)",
      '1:3 RB2004 the method "append" of Ansible is not supported | a list is never changed; write xs + [x]',
    ],
    ["rang(3)", '1:1 RB2004 there is no function "rang" | did you mean "range"?'],
    ["a.splitt(',')", '1:3 RB2004 there is no method "splitt" | did you mean "split"?'],
    ["a | map('uper')", '1:9 RB2004 there is no filter "uper" | did you mean "upper"?'],
    ["a | selectattr('x', 'defned')", '1:21 RB2004 there is no test "defned" | did you mean "defined"?'],
    ["a | upper(1)", '1:5 RB2001 "upper" takes no arguments'],
    ["a | replace('x')", '1:5 RB2001 "replace" needs the argument "new"'],
    ["a | replace('x', 'y', 1, 2)", '1:5 RB2001 "replace" takes at most 3 arguments (old, new, count), not 4'],
    ["a | replace('x', 'y', cuont=1)", '1:5 RB2001 "replace" has no argument "cuont"; it takes old, new, count'],
    ["a | replace('x', old='y', new='z')", '1:5 RB2001 "replace" is given "old" twice'],
    ["a is divisibleby", '1:6 RB2001 "is divisibleby" needs the argument "num"'],
  ])("%s", (text, problem) => expect(parse(text)).toBe(problem));
});

describe("a template that cannot be parsed says where", () => {
  test.each([
    ["a {{ b", '1:3 RB2001 "{{" is never closed with "}}"'],
    ["a\n{%- if b", '2:1 RB2001 "{%" is never closed with "%}"'],
    ["{# a", '1:1 RB2001 "{#" is never closed with "#}"'],
    ["{% raw %}a", '1:1 RB2001 "{% raw %}" is never closed with "{% endraw %}"'],
    ["{{ }}", "1:4 RB2001 expected a value, not the end"],
    ["{{ (a }}", '1:4 RB2001 "(" is not closed before "}" | write ")" where it ends'],
    ["{{ a } }}", '1:6 RB2001 expected an operator or the end, not "}"'],
    ["{{ {{ a }} }}", '1:4 RB2001 "{{" cannot stand inside an expression | write a without braces'],
    ["{% if a %}b", '1:1 RB2001 "{% if %}" is never closed with "{% endif %}"'],
    ["{% for a in b %}c", '1:1 RB2001 "{% for %}" is never closed with "{% endfor %}"'],
    ["{% endif %}", '1:1 RB2001 "{% endif %}" has nothing to end'],
    ["{% if a %}{% endfor %}", '1:11 RB2001 "{% endfor %}" does not belong here; "{% endif %}" is missing'],
    [
      "{% if a %}{% else %}{% elif b %}{% endif %}",
      '1:21 RB2001 "{% elif %}" does not belong here; "{% endif %}" is missing',
    ],
    ["{% if a %}{% endif b %}", '1:20 RB2001 expected "%}", not "b"'],
    ["{% fro a in b %}", '1:4 RB2001 there is no statement "fro" in templates | did you mean "for"?'],
    ["{% unless a %}", '1:4 RB2001 there is no statement "unless" in templates | there are if, for, set and raw'],
    ["{% include 'a' %}", `1:4 RB2001 templates have no statement "include" | write {{ lookup('template', 'name') }}`],
    [
      "{% macro a() %}{% endmacro %}",
      "1:4 RB2001 templates have no statement \"macro\" | there are no macros; write a template of its own and lookup('template', ...)",
    ],
    ["{% set a %}b", '1:1 RB2001 "{% set %}" is never closed with "{% endset %}"'],
    ["{% endset %}", '1:1 RB2001 "{% endset %}" has nothing to end'],
    ["{% set a.b = 1 %}", '1:8 RB2001 "a" is no namespace | before, write {% set a = namespace() %}'],
    ["{% set a = {} %}{% set a.b = 1 %}", '1:24 RB2001 "a" is no namespace | before, write {% set a = namespace() %}'],
    ["{% 1 %}", '1:4 RB2001 expected a statement such as if, for or set, not "1"'],
    ["{% for in b %}", '1:8 RB2001 expected a name, not "in"'],
    ["{% for a of b %}", '1:10 RB2001 expected "in" after the names of a loop, not "of"'],
    ["{% set a, 1 = b %}", '1:11 RB2001 expected a name, not "1"'],
    ["{% set a = 1 2 %}", '1:14 RB2001 expected "%}", not "2"'],
    ["{% set a + 1 %}", '1:10 RB2001 expected "=" after the name that is set, not "+"'],
    [
      "#jinja2: trim_block: False\nx",
      "1:9 RB2001 the first line of the template cannot be understood | there are trim_blocks and lstrip_blocks, each with True or False",
    ],
    ["{{ a | uper }}", '1:8 RB2004 there is no filter "uper" | did you mean "upper"?'],
  ])("%j", (text, problem) => expect(template(text)).toBe(problem));
});
