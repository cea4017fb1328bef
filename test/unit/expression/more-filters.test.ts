import { describe, expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Value, valueFromJson } from "../../../src/expression/value.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { problemOfText, valueOfText } from "./try-expression.ts";

const later = new Unknown("known after: Start");
const variables = {
  later,
  unsafe: 'a: !unsafe "{{ x }}"',
  secret: new SecretText("pin", "a: 1234"),
  people: valueFromJson([
    { name: "Ann", age: 41, groups: ["x"] },
    { name: "bob", age: 30 },
  ]),
};

describe("the words no, off and false as text, which YAML 1.1 takes for false", () => {
  const said = {
    words: valueFromJson({ no: "no", off: "Off", false: "FALSE", yes: "yes" }),
    users: valueFromJson([{ on: "no" }]),
  };

  test.each([
    "not words.no",
    "words.off and true",
    "1 if words.false else 2",
    "words.no | ternary(1, 2)",
    "users | selectattr('on')",
    "[words.no] is any",
    "words.no == true",
    "false != words.yes",
  ])("decide nothing: %s", (text) => {
    expect(problemOfText(text, said)).toMatch(
      / RB2003 the text "\w+" is no boolean \| where it is set, write true or false/,
    );
  });

  test.each<[string, Value]>([
    ["words.no or 'x'", "no"],
    ["['', words.no] | select", ["no"]],
    ["words.no | default('x', true)", "no"],
    ["words.no == 'no'", true],
    ["words.no | bool", false],
    ["words.no is truthy(convert_bool=true)", false],
    ["not words.yes", false],
    ["true == 'abc'", false],
  ])("are text elsewhere: %s", (text, value) => expect(valueOfText(text, said)).toEqual(value));
});

describe("filters in odd cases", () => {
  test.each<[string, Value]>([
    ["[] | zip([1])", []],
    ["[1, 2] | zip", [[1], [2]]],
    ["[] | product([1])", []],
    ["[1, 2] | product(repeat=0)", [[]]],
    ["[1] | combinations(2)", []],
    ["[1] | combinations(0)", [[]]],
    ["[] | batch(2)", []],
    ["[] | slice(2)", [[], []]],
    [
      "[1, 2, 3, 4] | slice(2, 'x')",
      [
        [1, 2, "x"],
        [3, 4, "x"],
      ],
    ],
    ["[] | groupby('a')", []],
    ["'' | capitalize", ""],
    ["'éa' | capitalize", "Éa"],
    ["'' | indent", ""],
    ["'' | indent(first=true)", "    "],
    ["'a\\r\\nb' | indent(1)", "a\n b"],
    ["'abcdef' | truncate(5, leeway=0)", "ab..."],
    ["'abcdef' | truncate(5)", "abcdef"],
    ["'%d%%' | format(5)", "5%"],
    ["'%-4s|%+d|%x|%.2f' | format('a', 3, 255, 1.005)", "a   |+3|ff|1.00"],
    ["'' | urlsplit('port')", null],
    ["'//h/x' | urlsplit('hostname')", "h"],
    ["'%zz%c3%a9' | urldecode", "%zzé"],
    ["'' | splitext", ["", ""]],
    ["[] | path_join", ""],
    ["'.5K' | human_to_bytes", 512],
    ["'3' | human_to_bytes", 3],
    ["'1 bit' | human_to_bytes(isbits=true)", 1],
    ["1536 | human_readable", "1.50 KB"],
    ["'# only a comment' | from_yaml", null],
    ["unsafe | from_yaml", { a: "{{ x }}" }],
    ["{} | combine", {}],
    ["[] | combine", {}],
    ["'x' | regex_findall('(a)|(x)')", [["", "x"]]],
    ["'' | regex_findall('')", [""]],
    ["'a+b' | regex_search('a+b' | regex_escape)", "a+b"],
    ["people | subelements('groups', skip_missing=true) | map('last')", ["x"]],
    ["'b' | extract({'a': 1}) | default('none')", "none"],
    ["later | mandatory is defined", true],
    ["missing | mandatory('why') is defined", false],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

  test.each([
    [
      "5 | random",
      '1:5 RB2001 "random" needs a seed | write seed=inventory_hostname: without one, a plan could not tell what an apply will get',
    ],
    ["0 | random(seed='a')", '1:5 RB2003 "random" has no number to choose: from 0 to before 0 there is none'],
    ["[] | random(seed='a')", '1:6 RB2002 "random" is given nothing: it is empty'],
    ["[1] | zip(5)", '1:7 RB2003 "zip" takes a list, not a number'],
    ["[1] | product(repeat=99)", '1:7 RB2003 "repeat" of "product" is from 0 to 20'],
    ["[1] | combinations", '1:7 RB2001 "combinations" needs the argument "r"'],
    ["range(100) | permutations", "1:14 RB2006 more than 1000000 loop steps are needed"],
    ["range(1000) | product(range(1000), range(1000))", "1:15 RB2006 more than 1000000 loop steps are needed"],
    ["[1] | batch(0)", '1:7 RB2003 "linecount" of "batch" is a whole number above 0'],
    ["[1] | slice('x')", '1:7 RB2003 "slices" of "slice" takes a whole number, not text'],
    ["people | groupby('nme')", '1:10 RB2002 an item has no "nme" | did you mean "name"?'],
    ["{'a': 1} | dictsort(by='size')", '1:12 RB2003 "dictsort" sorts by "key" or "value", not "size"'],
    ["people | subelements('groups')", '1:10 RB2002 an element has no "groups" | it has name, age'],
    ["people | subelements('name')", '1:10 RB2003 "subelements" takes a list at "name" of each element, not text'],
    ["people | rekey_on_member('nme')", '1:10 RB2002 an item given to "rekey_on_member" has no "nme"'],
    [
      "[{'a': 1}, {'a': 1}] | rekey_on_member('a')",
      '1:24 RB2003 two items given to "rekey_on_member" have the same "a"',
    ],
    ["missing | mandatory", "1:1 RB2002 `missing` is not defined"],
    ["missing | mandatory('give a port')", "1:11 RB2002 give a port"],
    ["undef('choose one')", "1:1 RB2002 choose one"],
    [
      "'x' | comment('html')",
      '1:7 RB2003 "comment" does not know the style "html" | use plain, erlang, c, cblock, xml',
    ],
    ["'%s' | format", "1:8 RB2003 the values given to format do not fit: nothing is given for a place"],
    ["'%s' | format(1, 2)", "1:8 RB2003 the values given to format do not fit: more is given than there are places"],
    ["'5%' | format", '1:8 RB2003 the values given to format do not fit: a "%" stands alone; write "%%"'],
    ["'%d' | format('a')", '1:8 RB2003 "%d" takes a number, not text'],
    [
      "'{'.format()",
      '1:5 RB2003 the text given to format does not fit: "{" stands alone | between braces stand a name, a number or nothing; write {{ and }} for braces',
    ],
    ["'abc' | truncate(2)", '1:9 RB2003 the "length" of "truncate" leaves no room for its "end"'],
    ["'x' | urlsplit('prot')", '1:7 RB2003 an address has no part "prot" | did you mean "port"?'],
    ["'http://h:99999/' | urlsplit", "1:21 RB2003 the port of the address is above 65535"],
    ["5 | urlencode | urlencode(1)", '1:17 RB2001 "urlencode" takes no arguments'],
    ["[1] | urlencode", '1:7 RB2003 "urlencode" takes text, a mapping or a list of pairs'],
    ["0 | log", '1:5 RB2003 "log" has no result for this number'],
    ["'a' | pow(2)", '1:7 RB2003 "pow" takes a number, not text'],
    [
      "'10 apples' | human_to_bytes",
      '1:15 RB2003 "human_to_bytes" cannot read "10 apples" | write a number and a unit such as K, MB or GB',
    ],
    ["'x' | to_uuid('no')", "1:7 RB2003 the namespace is no UUID"],
    [
      "'x' | to_json(separators=',')",
      "1:7 RB2003 \"separators\" of \"to_json\" takes a pair of texts | write separators=(',', ':')",
    ],
    ["'a\\nb: [' | from_yaml", "1:13 RB2003 the text given to from_yaml is not YAML that can be read, see its line 1"],
    [
      "'a' | regex_escape('pcre')",
      '1:7 RB2003 "pcre" is no kind of regular expression that can be written | use python or posix_basic',
    ],
    ["'y' | bool", '1:7 RB2003 "bool" takes a boolean (yes or no, true or false, on or off, 1 or 0), not "y"'],
    ["('x\\n' * 1000000) | indent(1000)", "1:21 RB2006 the text grows beyond 10 MiB"],
    ["'a' is regex('a', match_type='all')", '1:8 RB2003 "match_type" of "is regex" is "search" or "match", not "all"'],
    [
      "'1.0' is version('1', version_type='cal')",
      '1:10 RB2003 "cal" is no kind of version that can be compared | use loose, strict, semver, semantic',
    ],
    [
      "'v1.0' is version('1.0', strict=true)",
      "1:11 RB2003 one of the versions does not have the form of a strict version | leave version_type and strict out to compare versions of any form",
    ],
    ["'' is version('1')", "1:7 RB2003 a version is empty"],
  ])("%s is refused", (text, problem) => expect(problemOfText(text, variables)).toBe(problem));
});

describe("what a plan does not know", () => {
  test.each([
    "[later] | to_yaml",
    "later | from_yaml",
    "[1] | zip(later)",
    "[1, later] | symmetric_difference([1])",
    "later | extract([1])",
    "'a' | extract({'a': later})",
    "[{'a': later}] | groupby('a')",
    "[{'a': later}] | rekey_on_member('a')",
    "[{'a': later}] | subelements('a')",
    "later | ternary(1, 2)",
    "[1] is subset(later)",
    "[later] is subset([1])",
    "[1] is superset([later])",
    "[true, later] is all",
    "[false, later] is any",
    "[1] is contains(later)",
    "'{}'.format(later)",
    "later | regex_findall('a')",
    "later is truthy",
  ])("%s is unknown", (text) => expect(valueOfText(text, variables)).toBe(later));

  test.each<[string, Value]>([
    ["[1, later] | zip([2, 3]) | first", [1, 2]],
    ["{'a': later} | items | map('first')", ["a"]],
    ["[1, later] | batch(1) | first", [1]],
    ["[false, later] is all", false],
    ["[true, later] is any", true],
    ["[1, later] is subset([2])", false],
    ["[later, 1] | slice(2) | last", [1]],
  ])("%s is known all the same", (text, value) => expect(valueOfText(text, variables)).toEqual(value));
});

describe("secrets stay secret", () => {
  test.each([
    ["secret | to_nice_yaml", "'a: 1234'\n"],
    ["[secret] | to_yaml", "['a: 1234']\n"],
    ["(secret | from_yaml).a", "1234"],
    ["('[12.5, 7]' | replace('7', secret[3:]) | from_json).1", "1234"],
    ["secret | regex_findall('[0-9]+') | first", "1234"],
    ["'%s!' | format(secret)", "a: 1234!"],
    ["'{x}'.format(x=secret)", "a: 1234"],
    ["secret | urlencode", "a%3A%201234"],
    ["secret | comment", "#\n# a: 1234\n#"],
    ["([1] | zip([secret]) | first).1", "a: 1234"],
    ["secret.splitlines() | first", "a: 1234"],
  ])("%s", (text, revealed) => {
    const value = valueOfText(text, variables);
    expect(value).toBeInstanceOf(SecretText);
    expect(value instanceof SecretText && value.reveal()).toBe(revealed);
  });

  test("a problem in what is secret does not quote it", () => {
    for (const text of ["(secret ~ '\\n[') | from_yaml", "secret | from_json", "secret | regex_search('(')"]) {
      expect(problemOfText(text, variables)).not.toContain("1234");
    }
  });
});
