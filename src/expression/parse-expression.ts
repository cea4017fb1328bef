import type { Expression } from "./ast.ts";
import { tokenize } from "./lexer.ts";
import { parseConditional } from "./parser.ts";
import type { SourceText } from "./source-text.ts";
import { Tokens } from "./tokens.ts";

/** An expression without braces, as in `when`. RB2001 and RB2004 with the exact place, RB2006 when it is too large. */
export function parseExpression(source: SourceText): Expression {
  return parseWhole(new Tokens(source, tokenize(source, { from: 0 })));
}

/** All tokens as one expression. */
export function parseWhole(tokens: Tokens): Expression {
  const expression = parseConditional(tokens);
  if (tokens.peek.kind !== "end") throw tokens.unexpected("an operator or the end");
  return expression;
}
