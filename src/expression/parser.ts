import type { Expression, NamedArgument } from "./ast.ts";
import { checkUse } from "./check-use.ts";
import { keywords, literalWords } from "./keywords.ts";
import { type Infix, infixes, powers } from "./operators.ts";
import { parseNumberToken, parseStrings } from "./parse-literal.ts";
import type { Token } from "./token.ts";
import type { Tokens } from "./tokens.ts";

/** `a if b else c` and everything below it. RB2001, RB2004, RB2006. */
export function parseConditional(tokens: Tokens): Expression {
  const { start } = tokens.peek;
  let parsed = parseUnconditional(tokens);
  while (tokens.take("if")) {
    tokens.countOperator();
    const when = parseUnconditional(tokens);
    const otherwise = tokens.take("else") ? tokens.nested(() => parseConditional(tokens)) : undefined;
    const span = tokens.spanFrom(start);
    parsed = { kind: "conditional", then: parsed, when, ...(otherwise && { otherwise }), span };
  }
  return parsed;
}

/** An expression whose outermost part is no conditional, as after `for x in`. */
export function parseUnconditional(tokens: Tokens): Expression {
  return parseBinary(tokens, 0);
}

/** Pratt's way: operators of at least this power, those of equal power from the left. */
function parseBinary(tokens: Tokens, power: number): Expression {
  const { start } = tokens.peek;
  let left = tokens.sees("not") && power <= powers.not ? parseNot(tokens) : parseUnary(tokens);
  let compared = false;
  for (let infix = infixAt(tokens); infix && infix.power >= power; infix = infixAt(tokens)) {
    const { operator, power: binding } = infix;
    if (compared && binding === powers.compare) {
      throw tokens.unexpected("an end of the comparison", 'comparisons cannot be chained; write "a < b and b < c"');
    }
    compared = binding === powers.compare;
    for (const _ of operator.split(" ")) tokens.read();
    tokens.countOperator();
    const right = tokens.nested(() => parseBinary(tokens, binding + 1));
    left = { kind: "binary", operator, left, right, span: tokens.spanFrom(start) };
  }
  return left;
}

function infixAt(tokens: Tokens): Infix | undefined {
  const { kind, text } = tokens.peek;
  if (kind !== "sign" && kind !== "name") return undefined;
  return infixes.get(text === "not" ? `not ${tokens.peekAt(1).text}` : text);
}

function parseNot(tokens: Tokens): Expression {
  const { start } = tokens.read();
  const operand = tokens.nested(() => parseBinary(tokens, powers.not));
  return { kind: "unary", operator: "not", operand, span: tokens.spanFrom(start) };
}

/** A sign binds tighter than filters and tests: `-5 | abs` is 5. */
function parseUnary(tokens: Tokens, filters = true): Expression {
  const { start } = tokens.peek;
  const sign = tokens.take("-") ? "-" : tokens.take("+") ? "+" : undefined;
  const parsed: Expression = sign
    ? {
        kind: "unary",
        operator: sign,
        operand: tokens.nested(() => parseUnary(tokens, false)),
        span: tokens.spanFrom(start),
      }
    : parsePostfix(tokens);
  return filters ? parseFilters(tokens, parsed) : parsed;
}

function parseFilters(tokens: Tokens, first: Expression): Expression {
  let of = first;
  while (true) {
    if (tokens.take("|")) of = parseFilter(tokens, of);
    else if (tokens.take("is")) of = parseTest(tokens, of);
    else return of;
    tokens.countOperator();
    if (of.kind === "test" && tokens.sees("is")) throw tokens.unexpected("one test", 'join tests with "and"');
  }
}

function parseFilter(tokens: Tokens, of: Expression): Expression {
  const { start } = tokens.peek;
  const name = parseDottedName(tokens, "the name of a filter");
  const at = tokens.spanFrom(start);
  const { args, named } = tokens.take("(") ? parseArguments(tokens) : noArguments;
  checkUse({ kind: "filter", name, args, named, at });
  return { kind: "filter", of, name, args, named, span: tokens.spanFrom(start) };
}

function parseTest(tokens: Tokens, of: Expression): Expression {
  const negated = tokens.take("not");
  const { start } = tokens.peek;
  const name = parseDottedName(tokens, "the name of a test");
  const at = tokens.spanFrom(start);
  const { args, named } = tokens.take("(") ? parseArguments(tokens) : parseLoneArgument(tokens);
  checkUse({ kind: "test", name, args, named, at });
  return { kind: "test", of, name, args, named, negated, span: tokens.spanFrom(start) };
}

/** A name, also under its full name in Ansible: `ansible.builtin.default`. */
function parseDottedName(tokens: Tokens, wanted: string): string {
  let name = tokens.expectName(wanted);
  while (tokens.take(".")) name += `.${tokens.expectName(wanted)}`;
  return name.replace(/^ansible\.builtin\./, "");
}

interface ParsedArguments {
  readonly args: readonly Expression[];
  readonly named: readonly NamedArgument[];
}

const noArguments: ParsedArguments = { args: [], named: [] };

/** `is divisibleby 3`: one value without brackets. */
function parseLoneArgument(tokens: Tokens): ParsedArguments {
  const { kind, text } = tokens.peek;
  const begins = kind === "string" || kind === "number" || text === "[" || text === "{";
  if (!begins && (kind !== "name" || keywords.has(text))) return noArguments;
  return { args: [tokens.nested(() => parsePostfix(tokens))], named: [] };
}

/** What stands between the brackets of a call, after the opening one. */
function parseArguments(tokens: Tokens): ParsedArguments {
  const args: Expression[] = [];
  const named: NamedArgument[] = [];
  while (!tokens.take(")")) {
    const isNamed = tokens.peek.kind === "name" && tokens.peekAt(1).kind === "sign" && tokens.peekAt(1).text === "=";
    if (isNamed) {
      const name = tokens.read().text;
      tokens.read();
      named.push({ name, value: tokens.nested(() => parseConditional(tokens)) });
    } else if (named.length > 0) {
      throw tokens.unexpected("a named argument", "arguments without a name come first");
    } else {
      args.push(tokens.nested(() => parseConditional(tokens)));
    }
    if (!tokens.sees(")")) tokens.expect(",", 'or ")"');
  }
  return { args, named };
}

function parsePostfix(tokens: Tokens): Expression {
  const { start } = tokens.peek;
  let of = parsePrimary(tokens);
  while (tokens.sees(".", "[")) {
    tokens.countOperator();
    of = tokens.read().text === "." ? parseMember(tokens, of, start) : parseItem(tokens, of, start);
  }
  if (tokens.sees("("))
    throw tokens.unexpected("an operator", "only functions and methods can be called, by their name");
  return of;
}

function parseMember(tokens: Tokens, of: Expression, start: number): Expression {
  const member = tokens.peek;
  if (member.kind === "number") {
    const index = parsePrimary(tokens);
    return { kind: "item", of, index, span: tokens.spanFrom(start) };
  }
  const name = tokens.expectName('a name after "."');
  if (!tokens.take("(")) return { kind: "attribute", of, name, span: tokens.spanFrom(start) };
  const { args, named } = parseArguments(tokens);
  checkUse({ kind: "method", name, args, named, at: tokens.spanOf(member) });
  return { kind: "method", of, name, args, named, span: tokens.spanFrom(member.start) };
}

/** `[index]` or `[from:to:step]`, after the opening bracket. */
function parseItem(tokens: Tokens, of: Expression, start: number): Expression {
  const bounds: (Expression | undefined)[] = [];
  do {
    bounds.push(tokens.sees(":", "]") ? undefined : tokens.nested(() => parseConditional(tokens)));
  } while (bounds.length < 3 && tokens.take(":"));
  const [first, to, step] = bounds;
  if (bounds.length === 1 && !first) throw tokens.unexpected("an index or a key");
  tokens.expect("]", "after an index");
  const span = tokens.spanFrom(start);
  if (bounds.length === 1 && first) return { kind: "item", of, index: first, span };
  return { kind: "slice", of, ...(first && { from: first }), ...(to && { to }), ...(step && { step }), span };
}

function parsePrimary(tokens: Tokens): Expression {
  const token = tokens.peek;
  if (token.kind === "string") return parseStrings(tokens);
  if (token.kind === "number") return parseNumberToken(tokens);
  if (token.kind === "name") return parseName(tokens);
  if (tokens.take("(")) return parseBrackets(tokens, token);
  if (tokens.take("[")) return { kind: "list", items: parseItems(tokens, "]"), span: tokens.spanFrom(token.start) };
  if (tokens.take("{")) return parseMap(tokens, token);
  throw tokens.unexpected("a value");
}

function parseName(tokens: Tokens): Expression {
  const token = tokens.peek;
  const hint = token.text === "not" ? "put brackets around it: (not ...)" : undefined;
  if (keywords.has(token.text)) throw tokens.unexpected("a value", hint);
  const { text: name } = tokens.read();
  const literal = literalWords.get(name);
  if (literal !== undefined) return { kind: "literal", value: literal, span: tokens.spanOf(token) };
  if (!tokens.take("(")) return { kind: "name", name, span: tokens.spanOf(token) };
  const { args, named } = parseArguments(tokens);
  checkUse({ kind: "function", name, args, named, at: tokens.spanOf(token) });
  return { kind: "call", name, args, named, span: tokens.spanFrom(token.start) };
}

/** One value in brackets, or several (a tuple in Jinja, a list here), after the opening bracket. */
function parseBrackets(tokens: Tokens, { start }: Token): Expression {
  if (tokens.take(")")) return { kind: "list", items: [], span: tokens.spanFrom(start) };
  const first = tokens.nested(() => parseConditional(tokens));
  if (!tokens.sees(",")) {
    tokens.expect(")", "to close the bracket");
    return first;
  }
  tokens.read();
  return { kind: "list", items: [first, ...parseItems(tokens, ")")], span: tokens.spanFrom(start) };
}

function parseItems(tokens: Tokens, closer: string): readonly Expression[] {
  const items: Expression[] = [];
  while (!tokens.take(closer)) {
    items.push(tokens.nested(() => parseConditional(tokens)));
    if (!tokens.sees(closer)) tokens.expect(",", `or "${closer}"`);
  }
  return items;
}

function parseMap(tokens: Tokens, { start }: Token): Expression {
  const entries: [Expression, Expression][] = [];
  while (!tokens.take("}")) {
    const key = tokens.nested(() => parseConditional(tokens));
    tokens.expect(":", "after a key");
    entries.push([key, tokens.nested(() => parseConditional(tokens))]);
    if (!tokens.sees("}")) tokens.expect(",", 'or "}"');
  }
  return { kind: "map", entries, span: tokens.spanFrom(start) };
}
