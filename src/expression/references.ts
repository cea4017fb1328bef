import type { Span } from "../source/span.ts";
import type { Expression, Template, TemplatePart } from "./ast.ts";

/** A name that an expression looks up, with the fixed path behind it (`a.b[0]` is `b`, `0`). */
export interface Reference {
  readonly name: string;
  readonly path: readonly string[];
  readonly span: Span;
  /** Under `is defined` or `default`, or where such a check has already passed: it may be missing. */
  readonly guarded: boolean;
}

/** Names that need no scope (set by the template itself), and names that a check has shown to be there. */
interface Context {
  readonly local: ReadonlySet<string>;
  readonly checked: ReadonlySet<string>;
  readonly guarded: boolean;
}

/** Every reference to the scope, in the order they are written; names that a template sets itself are left out. */
export function referencesOf(parsed: Expression | Template): readonly Reference[] {
  const start: Context = { local: new Set(), checked: new Set(), guarded: false };
  return "parts" in parsed ? inParts(parsed.parts, start) : inExpression(parsed, start);
}

function inExpression(expression: Expression, context: Context): readonly Reference[] {
  const here = (one: Expression) => inExpression(one, context);
  const within = (one: Expression, checked: Iterable<string>) =>
    inExpression(one, { ...context, checked: new Set([...context.checked, ...checked]) });
  const softly = (one: Expression) => inExpression(one, { ...context, guarded: true });
  switch (expression.kind) {
    case "literal":
      return [];
    case "name":
    case "attribute":
    case "item":
      return inPath(expression, context);
    case "list":
      return expression.items.flatMap(here);
    case "map":
      return expression.entries.flat().flatMap(here);
    case "slice":
      return [expression.of, expression.from, expression.to, expression.step].flatMap((one) => (one ? here(one) : []));
    case "call":
      return [...argumentsOf(expression).flatMap(here), ...lookedUp(expression)];
    case "method":
      return [expression.of, ...argumentsOf(expression)].flatMap(here);
    case "filter": {
      const lenient = expression.name === "default" || expression.name === "d";
      return [...(lenient ? softly : here)(expression.of), ...argumentsOf(expression).flatMap(here)];
    }
    case "test": {
      const lenient = expression.name === "defined" || expression.name === "undefined";
      return [...(lenient ? softly : here)(expression.of), ...argumentsOf(expression).flatMap(here)];
    }
    case "unary":
      return here(expression.operand);
    case "binary": {
      const { operator, left, right } = expression;
      if (operator !== "and" && operator !== "or") return [left, right].flatMap(here);
      return [...here(left), ...within(right, definedWhen(left, operator === "and"))];
    }
    case "conditional": {
      const { then, when, otherwise } = expression;
      return [
        ...within(then, definedWhen(when, true)),
        ...here(when),
        ...(otherwise ? within(otherwise, definedWhen(when, false)) : []),
      ];
    }
  }
}

type PathNode = Extract<Expression, { kind: "name" | "attribute" | "item" }>;

/** A path is one reference; an index that is computed ends it and is looked at by itself. */
function inPath(expression: PathNode, context: Context): readonly Reference[] {
  const computed: Reference[] = [];
  let path: string[] = [];
  let whole: Expression = expression;
  let node: Expression = expression;
  while (node.kind === "attribute" || node.kind === "item") {
    if (node.kind === "attribute") {
      path.unshift(node.name);
    } else if (node.index.kind === "literal") {
      path.unshift(String(node.index.value));
    } else {
      computed.unshift(...inExpression(node.index, { ...context, guarded: false }));
      path = [];
      whole = node.of;
    }
    node = node.of;
  }
  if (node.kind !== "name") return [...inExpression(node, context), ...computed];
  const { name } = node;
  if (context.local.has(name)) return computed;
  const guarded = context.guarded || context.checked.has(name);
  return [{ name, path, span: whole.span, guarded }, ...computed];
}

/** Names shown to be defined when an expression is true (or false). */
export function definedWhen(expression: Expression, outcome: boolean): readonly string[] {
  if (expression.kind === "unary" && expression.operator === "not") return definedWhen(expression.operand, !outcome);
  if (expression.kind === "binary" && expression.operator === (outcome ? "and" : "or")) {
    return [...definedWhen(expression.left, outcome), ...definedWhen(expression.right, outcome)];
  }
  if (expression.kind !== "test") return [];
  const asksDefined = expression.name === "defined" || expression.name === "undefined";
  const shows = (expression.name === "defined") !== expression.negated;
  const name = asksDefined && shows === outcome ? rootOf(expression.of) : undefined;
  return name === undefined ? [] : [name];
}

function rootOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  return expression.kind === "attribute" || expression.kind === "item" ? rootOf(expression.of) : undefined;
}

/** `lookup("vars", "name")` looks up a name too. */
export function lookedUp({ name, args, named }: Extract<Expression, { kind: "call" }>): readonly Reference[] {
  const [first, ...terms] = args.map((one) =>
    one.kind === "literal" && typeof one.value === "string" ? one : undefined,
  );
  if (!["lookup", "query", "q"].includes(name) || !/^(ansible\.builtin\.)?vars$/.test(String(first?.value))) return [];
  const guarded = named.some((one) => one.name === "default");
  return terms.flatMap((term) => (term ? [{ name: String(term.value), path: [], span: term.span, guarded }] : []));
}

function argumentsOf({
  args,
  named,
}: {
  readonly args: readonly Expression[];
  readonly named: readonly { readonly value: Expression }[];
}): readonly Expression[] {
  return [...args, ...named.map(({ value }) => value)];
}

function inParts(parts: readonly TemplatePart[], outer: Context): readonly Reference[] {
  const references: Reference[] = [];
  let context = outer;
  for (const part of parts) {
    references.push(...inPart(part, context));
    context = { ...context, local: new Set([...context.local, ...namesSetBy(part)]) };
  }
  return references;
}

function inPart(part: TemplatePart, context: Context): readonly Reference[] {
  switch (part.kind) {
    case "text":
      return [];
    case "output":
      return inExpression(part.expression, context);
    case "set":
    case "set member":
      return inExpression(part.value, context);
    case "set text":
      return inParts(part.body, context);
    case "if":
      return inBranches(part, context);
    case "for": {
      const local = new Set([...context.local, ...part.names, "loop"]);
      return [
        ...inExpression(part.over, context),
        ...(part.when ? inExpression(part.when, { ...context, local }) : []),
        ...inParts(part.body, { ...context, local }),
        ...inParts(part.otherwise ?? [], context),
      ];
    }
  }
}

function inBranches({ branches }: Extract<TemplatePart, { kind: "if" }>, outer: Context): readonly Reference[] {
  let context = outer;
  return branches.flatMap(({ when, body }) => {
    const before = context;
    const passed = when ? definedWhen(when, true) : [];
    if (when) context = { ...context, checked: new Set([...context.checked, ...definedWhen(when, false)]) };
    const inside = { ...before, checked: new Set([...before.checked, ...passed]) };
    return [...(when ? inExpression(when, before) : []), ...inParts(body, inside)];
  });
}

/** Names that a part leaves set: those of a branch too, since it may have been taken. */
function namesSetBy(part: TemplatePart): readonly string[] {
  if (part.kind === "set") return part.names;
  if (part.kind === "set text") return [part.name];
  return part.kind === "if" ? part.branches.flatMap(({ body }) => body.flatMap(namesSetBy)) : [];
}
