import { problem } from "../problems/problem.ts";
import type { Expression } from "./ast.ts";
import { parseNumber } from "./number-literal.ts";
import type { Tokens } from "./tokens.ts";

/** Texts that follow each other are one. */
export function parseStrings(tokens: Tokens): Expression {
  const { start } = tokens.peek;
  let value = "";
  while (tokens.peek.kind === "string") value += tokens.read().text;
  return { kind: "literal", value, span: tokens.spanFrom(start) };
}

/** A number that can be kept exactly. RB2001. */
export function parseNumberToken(tokens: Tokens): Expression {
  const token = tokens.read();
  const value = parseNumber(token.text);
  const span = tokens.spanOf(token);
  if (value !== undefined) return { kind: "literal", value, span };
  throw problem("RB2001", `the number ${token.text} is too large to be exact`, { at: span, hint: "write it as text" });
}
