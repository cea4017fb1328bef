import fc from "fast-check";

/** What a generated expression is made to give; kinds keep most of them free of type errors. */
type Kind = "number" | "text" | "boolean" | "list" | "map";

/** Variables that generated expressions use, by kind. */
export const sample = {
  n: 3,
  zero: 0,
  half: 2.5,
  t: "abc",
  empty: "",
  yes: true,
  no: false,
  xs: [3, 1, 2],
  words: ["b", "a", "c"],
  none_at_all: [],
  map: { a: 1, b: "x", c: [1, 2] },
} as const;

const names: Readonly<Record<Kind, readonly string[]>> = {
  number: ["n", "zero", "half", "map.a", "xs[0]", "xs[-1]", "map.c[1]"],
  text: ["t", "empty", "map.b", "words[0]", "t[1]"],
  boolean: ["yes", "no"],
  list: ["xs", "words", "none_at_all", "map.c"],
  map: ["map"],
};

/** A random expression over `sample`, as text, with brackets where its shape would otherwise depend on precedence rules. */
export function randomExpression(maxDepth = 4): fc.Arbitrary<string> {
  const { any } = fc.letrec<Record<Kind | "any", string>>((tie) => {
    const number = () => tie("number");
    const text = () => tie("text");
    const boolean = () => tie("boolean");
    const list = () => tie("list");
    const any = () => tie("any");
    const one = (kind: Kind, literals: fc.Arbitrary<string>, ...rest: fc.Arbitrary<string>[]) =>
      fc.oneof({ maxDepth, withCrossShrink: true }, fc.oneof(literals, fc.constantFrom(...names[kind])), ...rest);
    const conditional = (of: fc.Arbitrary<string>) =>
      fc.tuple(of, boolean(), of).map(([then, when, otherwise]) => `(${then} if ${when} else ${otherwise})`);
    return {
      any: fc.oneof(number(), text(), boolean(), list(), tie("map")),
      number: one(
        "number",
        fc.integer({ min: 0, max: 20 }).map(String),
        infix(["+", "-"], number(), number()),
        // Adding 0 avoids -0.0, which for minijinja is another value than 0, for Python the same.
        fc.tuple(number(), number()).map(([a, b]) => `(${a} * ${b} + 0)`),
        fc
          .tuple(number(), fc.constantFrom("/", "//"), fc.integer({ min: 1, max: 7 }))
          .map(([a, o, b]) => `(${a} ${o} ${b})`),
        // Only whole numbers: minijinja keeps the sign of a negative fraction, Python takes the divisor's.
        fc.tuple(number(), fc.integer({ min: 1, max: 7 })).map(([a, b]) => `((${a} | int) % ${b})`),
        // minijinja reads `-a.b` as `(-a).b`, Jinja as `-(a.b)`.
        number().map((a) => `(-(${a}) + 0)`),
        text().map((a) => `(${a} | length)`),
        list().map((a) => `(${a} | length)`),
        fc.tuple(text(), number()).map(([, a]) => `(${a} | abs)`),
        conditional(number()),
      ),
      text: one(
        "text",
        fc.stringMatching(/^[a-c X-Z]{0,4}$/).map((a) => `'${a}'`),
        infix(["~", "+"], text(), text()),
        fc
          .tuple(text(), fc.constantFrom("upper", "lower", "trim", "capitalize", "indent(2)"))
          .map(([a, filter]) => `(${a} | ${filter})`),
        fc.tuple(text(), text()).map(([a, b]) => `(${a} | replace('a', ${b}))`),
        fc.tuple(text(), fc.constantFrom("strip", "upper", "lower")).map(([a, method]) => `${a}.${method}()`),
        fc.tuple(text(), fc.integer({ min: 0, max: 2 })).map(([a, from]) => `${a}[${from}:]`),
        text().map((a) => `(['x', ${a}] | join('-'))`),
        conditional(text()),
      ),
      boolean: one(
        "boolean",
        fc.constantFrom("true", "false"),
        infix(["==", "!="], any(), any()),
        infix(["<", "<=", ">", ">="], number(), number()),
        infix(["<", "<=", ">", ">="], text(), text()),
        infix(["in", "not in"], text(), text()),
        infix(["in", "not in"], any(), list()),
        infix(["in", "not in"], text(), tie("map")),
        infix(["and", "or"], boolean(), boolean()),
        boolean().map((a) => `(not ${a})`),
        fc
          .tuple(any(), fc.constantFrom("string", "mapping", "none", "defined", "not defined", "boolean", "number"))
          .map(([a, test]) => `(${a} is ${test})`),
        fc.tuple(text(), text()).map(([a, b]) => `${a}.startswith(${b})`),
        fc.constantFrom("missing is defined", "map.zzz is undefined", "xs[9] is defined").map((a) => `(${a})`),
      ),
      list: one(
        "list",
        fc.constant("[]"),
        fc.array(any(), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
        infix(["+"], list(), list()),
        list().map((a) => `(${a} | reverse | list)`),
        list().map((a) => `${a}[1:]`),
        fc
          .tuple(list(), fc.constantFrom("batch(2)", "slice(2)", "batch(2, 0)"))
          .map(([a, cut]) => `(${a} | ${cut} | list)`),
        tie("map").map((a) => `(${a} | items | list)`),
        tie("map").map((a) => `(${a} | dictsort | list)`),
        text().map((a) => `${a}.split('a')`),
        fc.array(number(), { maxLength: 3 }).map((items) => `([${items.join(", ")}] | sort)`),
        fc.array(number(), { maxLength: 3 }).map((items) => `([${items.join(", ")}] | unique | list)`),
        conditional(list()),
      ),
      map: one(
        "map",
        fc.constant("{}"),
        fc.tuple(any(), any()).map(([a, b]) => `{'p': ${a}, 'r': ${b}}`),
      ),
    };
  });
  return any;
}

function infix(
  operators: readonly string[],
  left: fc.Arbitrary<string>,
  right: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc.tuple(left, fc.constantFrom(...operators), right).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
}
