import type { Expression } from "./ast.ts";

/** A fixed path as written, quoted: `` `ims.matches[0]` ``; "the value" for anything else. */
export function describePath(expression: Expression): string {
  const path = pathText(expression);
  return path === undefined ? "the value" : `\`${path}\``;
}

function pathText(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "attribute" && expression.kind !== "item") return undefined;
  const of = pathText(expression.of);
  if (of === undefined) return undefined;
  if (expression.kind === "attribute") return `${of}.${expression.name}`;
  if (expression.index.kind === "name") return `${of}[${expression.index.name}]`;
  if (expression.index.kind !== "literal") return undefined;
  const { value } = expression.index;
  return typeof value === "string" ? `${of}['${value}']` : `${of}[${value}]`;
}
