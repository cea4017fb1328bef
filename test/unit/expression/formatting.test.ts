import { expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { problemOfText, valueOfText } from "./try-expression.ts";

const word = new SecretText("word", "hush");
const later = new Unknown("known after: It");

test("text formatted with a secret is a secret, with an unknown unknown", () => {
  const variables = { word, later };
  for (const text of ["'%s!' % word", "'%s-%d' % ('a', 1) ~ word", "'%s %s' % (1, word)", "word % ()"]) {
    expect(valueOfText(text, variables), text).toBeInstanceOf(SecretText);
  }
  expect(valueOfText("'{:>6}'.format(word)", variables)).toBeInstanceOf(SecretText);
  expect(valueOfText("'%s %s' % (1, later)", variables)).toBe(later);
});

test.each([
  ["'%s' % [1]", '"%" cannot tell whether the list is one value or holds it'],
  ["'%s %s' % 1", "the values given to format do not fit: nothing is given for a place"],
  ["'{:>5}'.format(true)", 'a boolean cannot be laid out as ">5"'],
  ["'{:d}'.format('a')", 'text cannot be laid out as "d"'],
  ["'{:,}'.format(1)", 'a number cannot be laid out as ","'],
  ["'abc'.index('z')", "the text does not hold what is looked for"],
  ["'abc'.partition('')", "an empty separator parts nothing"],
])("%s is refused", (text, message) => {
  expect(problemOfText(text)).toContain(message);
});
