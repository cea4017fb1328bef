import { describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import { entryOf, type Located } from "../../../src/source/located.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { placeOf } from "../../../src/source/span.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const read = (text: string) => readYaml({ name: "f.yaml", text });
const data = (text: string) => JSON.parse(JSON.stringify(valueOfLocated(read(text))));

/** "place code message" of everything that is wrong. */
function mistakes(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(
      (one) => `${one.at ? placeOf(one.at).replace("f.yaml:", "") : "?"} ${one.code} ${one.message}`,
    );
  }
}

function hints(text: string): string {
  try {
    read(text);
    return "";
  } catch (error) {
    return error instanceof ProblemError ? error.problems.map((one) => one.hint ?? "").join("\n") : "";
  }
}

function scalarAt(located: Located, key: string) {
  const value = located.kind === "map" ? entryOf(located, key)?.value : undefined;
  if (value?.kind !== "scalar") throw new Error(`no scalar ${key}`);
  return value;
}

describe("values", () => {
  test("are those of YAML 1.2: no Norway, no sexagesimals, no dates", () => {
    expect(data("a: no\nb: 12:30:00\nc: 2024-01-01\nd: true\ne: ~\nf: 0x1F\ng: 1.5\nh: 1_000")).toEqual({
      a: "no",
      b: "12:30:00",
      c: "2024-01-01",
      d: true,
      e: null,
      f: 31,
      g: 1.5,
      h: "1_000",
    });
  });

  test("keep their text, so that 0644 and 1.10 can be told from 644 and 1.1", () => {
    const file = read('mode: 0644\nversion: 1.10\nquoted: "0644"');
    expect(scalarAt(file, "mode")).toMatchObject({ value: 644, source: "0644", quoted: false });
    expect(scalarAt(file, "version")).toMatchObject({ value: 1.1, source: "1.10" });
    expect(scalarAt(file, "quoted")).toMatchObject({ value: "0644", source: "0644", quoted: true });
  });

  test("keys are text as written", () => {
    expect(data("80: a\ntrue: b\n1.10: c")).toEqual({ "80": "a", true: "b", "1.10": "c" });
  });

  test("anchors, aliases and merge keys work; own keys win", () => {
    expect(data("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {a: 9, c: 4}]}\nw: *x")).toEqual({
      x: { a: 1, b: 2 },
      y: { a: 1, b: 3 },
      z: { a: 1, b: 2, c: 4 },
      w: { a: 1, b: 2 },
    });
  });

  test("JSON is read too", () => {
    expect(data('{\n\t"a": [1, "x\\/y\\u00e9"],\n\t"b": null\n}\n')).toEqual({ a: [1, "x/yé"], b: null });
  });

  test("!unsafe text keeps its tag", () => {
    expect(scalarAt(read('a: !unsafe "{{ x }}"'), "a")).toMatchObject({ value: "{{ x }}", tag: "!unsafe" });
  });

  test("a byte order mark is no part of the first key", () => {
    expect(data("\ufeffa: 1")).toEqual({ a: 1 });
  });
});

describe("places of parts of a text", () => {
  const part = (text: string, key: string, wanted: string) => {
    const scalar = scalarAt(read(text), key);
    const start = String(scalar.value).indexOf(wanted);
    const span = scalar.spanWithin(start, start + wanted.length);
    return { place: placeOf(span), text: text.slice(span.start, span.end) };
  };

  test.each([
    ["plain", "a: one two", "f.yaml:1:8"],
    ["single quotes", "a: 'one two'", "f.yaml:1:9"],
    ["double quotes", 'a: "one two"', "f.yaml:1:9"],
    ["a plain text over lines", "a: one\n   two", "f.yaml:2:4"],
    ["a literal block", "a: |\n  one\n\n   two\n", "f.yaml:4:4"],
    ["a literal block with an indentation of its own", "a: |1\n  one\n two\n", "f.yaml:3:2"],
    ["a folded block", "a: >-\n  one\n  two\n", "f.yaml:3:3"],
    ["a literal block with Windows line ends", "a: |\r\n  one\r\n  two\r\n", "f.yaml:3:3"],
  ])("%s", (_, text, place) => {
    expect(part(text, "a", "two")).toEqual({ place, text: "two" });
  });

  test("the whole text, where escapes hide the part", () => {
    expect(part('a: "\\x6fne two"', "a", "two").text).toBe('"\\x6fne two"');
    expect(part("a: 'it''s two'", "a", "two").text).toBe("'it''s two'");
  });
});

describe("mistakes", () => {
  test("are told all at once, in the order of the file", () => {
    expect(mistakes("a:\n\tb: 1\nc: @x\nd: {{ e }}\nf: g: h\n")).toEqual([
      "2:1 RB1002 a tab is used as indentation",
      "3:4 RB1002 a text cannot begin with this character",
      "4:4 RB1004 a value that begins with a template must be quoted",
      "5:4 RB1002 a mapping begins where a text is expected",
    ]);
  });

  test("a slip after which nothing can be read is told once, and templates without quotes all the same", () => {
    expect(mistakes("- { var: h[x] }\n- a: 1\n- { b: c }\n")).toEqual([
      "1:11 RB1002 the text cannot be understood here",
    ]);
    expect(mistakes("a: }\nb: 1\nc: {{ x }}\nd: 2\n")).toEqual([
      "1:4 RB1002 the text cannot be understood here",
      "3:4 RB1004 a value that begins with a template must be quoted",
    ]);
  });

  test.each([
    ["an empty file", "", "1:1 RB1002 the file is empty"],
    ["a file of comments", "# nothing\n", "1:1 RB1002 the file is empty"],
    ["two documents", "a: 1\n---\nb: 2\n", "2:1 RB1002 the file holds more than one document"],
    ["an old version", "%YAML 1.1\n---\na: yes\n", "1:1 RB1002 the file asks for another YAML version"],
    ["a tab", "a:\n\tb: 1\n", "2:1 RB1002 a tab is used as indentation"],
    ["an open quote", 'a: "abc\nb: c\n', "1:4 RB1002 the quote that opens here is never closed"],
    ["a key twice", "a: 1\nb: 2\na: 3\n", '3:1 RB1003 the key "a" stands twice'],
    ["a key twice in braces", "{a: 1, a: 3}", '1:8 RB1003 the key "a" stands twice'],
    ["an unknown tag", "a: !!js/function x", '1:4 RB1005 the tag "!!js/function" is not known'],
    ["a binary tag", "a: !!binary aGk=", '1:4 RB1005 the tag "!!binary" is not known'],
    ["an unknown tag of a block", "a: !secret |\n  x\n", '1:4 RB1005 the tag "!secret" is not known'],
    ["a prototype key", "a:\n  __proto__: 1", '2:3 RB1007 the key "__proto__" is not allowed'],
    ["a constructor key in braces", "{constructor: 1}", '1:2 RB1007 the key "constructor" is not allowed'],
    ["an alias to nothing", "a: *b", '1:4 RB1002 the anchor "&b" is not defined before this alias'],
    ["an alias to itself", "a: &b [*b]", '1:8 RB1002 the alias "*b" stands inside its own anchor'],
    ["a mapping as key", "? [a]\n: b", "1:3 RB1002 a key must be text"],
    ["no key", ": b", "1:1 RB1002 a key is missing here"],
    ["a number that is too large", "a: 12345678901234567890", "1:4 RB1002 the number is too large to be kept exactly"],
    ["a number beyond all bounds", "a: 1e999", "1:4 RB1002 the number is too large to be kept exactly"],
    ["a template without quotes", "a: {{ x }}", "1:4 RB1004 a value that begins with a template must be quoted"],
    ["with text after it", "a: {{ x }}/y", "1:4 RB1004 a value that begins with a template must be quoted"],
    ["in a list", "- {{ x }}", "1:3 RB1004 a value that begins with a template must be quoted"],
    ["merging text", "a: {<<: b}", '1:9 RB1002 what "<<" merges must be a mapping or a list of mappings'],
  ])("%s", (_, text, expected) => {
    expect(mistakes(text)).toEqual([expected]);
  });

  test("name the way out", () => {
    expect(hints("a: 1\na: 2")).toBe("it stands first at f.yaml:1:1; remove one of the two");
    expect(hints("a: {{ b }}")).toContain('quote the template: "{{ name }}"');
    expect(hints("a:\n\tb: 1")).toContain("indent with spaces");
  });

  test("never quote the text of a file that is shown masked", () => {
    const text = "client_secret: [hush-hush\nb: c: d\n";
    const shown = { name: "answers.yaml", text: text.replace(/\S/g, "*") };
    try {
      readYaml({ name: "answers.yaml", text }, shown);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      expect(JSON.stringify(error.problems)).not.toContain("hush");
    }
  });
});

describe("bombs", () => {
  const repeat = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));

  test.each([
    ["brackets", "[".repeat(1_000_000)],
    ["braces", "{a: ".repeat(300_000)],
    ["dashes", "- ".repeat(300_000)],
    ["questions", "? ".repeat(100_000)],
    ["steps", repeat(300, (i) => `${" ".repeat(i)}a:`).join("\n")],
    ["101 levels", `${"[".repeat(101)}${"]".repeat(101)}`],
    ["laughs", ["a0: &a0 [x, x]", ...repeat(60, (i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`)].join("\n")],
    ["a chain of aliases", ["a0: &a0 [x]", ...repeat(200, (i) => `a${i + 1}: &a${i + 1} [*a${i}]`)].join("\n")],
    ["aliases", `a: &a x\nb: [${"*a,".repeat(10_001)}]`],
    ["merges", ["m0: &m0 {k: 1}", ...repeat(3000, (i) => `m${i + 1}: &m${i + 1} {<<: *m${i}, k${i}: 1}`)].join("\n")],
    ["size", `a: ${"x".repeat(10 * 1024 * 1024)}`],
  ])("%s are refused within a second of CPU", (_, text) => {
    const begin = process.cpuUsage();
    expect(mistakes(text).join()).toMatch(/^\d+:\d+ RB1006 [^,]*$/);
    expect(process.cpuUsage(begin).user).toBeLessThan(1_000_000);
  });

  test("100 levels and 10,000 hosts are fine", () => {
    expect(mistakes(`${"[".repeat(100)}${"]".repeat(100)}`)).toEqual([]);
    expect(mistakes(repeat(10_000, (i) => `h${i}: {a: 1}`).join("\n"))).toEqual([]);
  });
});
