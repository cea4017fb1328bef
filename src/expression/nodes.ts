import type { Expression, Template, TemplatePart } from "./ast.ts";

/** The parts that an expression is directly made of, as they are written. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "name":
      return [];
    case "list":
      return expression.items;
    case "map":
      return expression.entries.flat();
    case "attribute":
      return [expression.of];
    case "item":
      return [expression.of, expression.index];
    case "slice":
      return [expression.of, expression.from, expression.to, expression.step].filter((part) => part !== undefined);
    case "call":
      return [...expression.args, ...expression.named.map(({ value }) => value)];
    case "method":
    case "filter":
    case "test":
      return [expression.of, ...expression.args, ...expression.named.map(({ value }) => value)];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.then, expression.when, ...(expression.otherwise ? [expression.otherwise] : [])];
  }
}

/** The expressions that stand in a template, outermost ones only. */
export function expressionsOf(template: Template): readonly Expression[] {
  return template.parts.flatMap(expressionsOfPart);
}

function expressionsOfPart(part: TemplatePart): readonly Expression[] {
  switch (part.kind) {
    case "text":
      return [];
    case "output":
      return [part.expression];
    case "set":
    case "set member":
      return [part.value];
    case "set text":
      return part.body.flatMap(expressionsOfPart);
    case "if":
      return part.branches.flatMap(({ when, body }) => [...(when ? [when] : []), ...body.flatMap(expressionsOfPart)]);
    case "for":
      return [
        part.over,
        ...(part.when ? [part.when] : []),
        ...part.body.flatMap(expressionsOfPart),
        ...(part.otherwise ?? []).flatMap(expressionsOfPart),
      ];
  }
}

/** Every word that an expression or template could use as a name: names, members, and words of its texts. */
export function wordsOf(parsed: Expression | Template): ReadonlySet<string> {
  const words = new Set<string>();
  const visit = (one: Expression): void => {
    if (one.kind === "name" || one.kind === "attribute") words.add(one.name);
    if (one.kind === "literal" && typeof one.value === "string") {
      for (const word of one.value.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []) words.add(word);
    }
    for (const part of partsOf(one)) visit(part);
  };
  for (const one of "parts" in parsed ? expressionsOf(parsed) : [parsed]) visit(one);
  return words;
}
