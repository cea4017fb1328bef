import { didYouMean } from "../problems/did-you-mean.ts";
import type { Span } from "../source/span.ts";
import { type Given, nothingGiven } from "./arguments.ts";
import type { Expression, NamedArgument } from "./ast.ts";
import { binary, opposite } from "./binary.ts";
import type { Use } from "./callable.ts";
import { describePath } from "./describe-path.ts";
import { asKey, asNumber } from "./expect.ts";
import { functions } from "./functions.ts";
import { apply, applyFilter, applyTest } from "./invoke.ts";
import { Steps, withinMemory } from "./limits.ts";
import { methods } from "./methods.ts";
import { Missing, required, unknownAmong } from "./missing.ts";
import type { Scope } from "./scope.ts";
import { attributeOf, itemOf, sliceOf } from "./subscript.ts";
import { holds, isTrue } from "./truth.ts";
import { Unknown } from "./unknown.ts";
import { unknownName } from "./unknown-name.ts";
import { type Value, valueMap } from "./value.ts";

/** Names and what is left of the loop steps. */
export interface Evaluation {
  readonly scope: Scope;
  readonly steps: Steps;
}

type Node<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/**
 * The value for a scope. What depends on an unknown is unknown, unless the known parts decide. RB2002 where something is
 * not defined, RB2003 where a value does not fit, RB2006 where a limit is passed.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  return withinMemory(expression.span, () => valueIn(expression, { scope, steps: new Steps() }));
}

/** The value within a larger evaluation. */
export function valueIn(expression: Expression, evaluation: Evaluation): Value {
  return required(find(expression, evaluation));
}

/** The value, or what is missing: names, members of any depth, and what a filter does not find. */
function find(expression: Expression, evaluation: Evaluation): Value | Missing {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "name":
      return findName(expression, evaluation.scope);
    case "list":
      return expression.items.map((item) => valueIn(item, evaluation));
    case "map":
      return makeMap(expression, evaluation);
    case "attribute":
    case "item":
      return findMember(expression, evaluation);
    case "slice":
      return slice(expression, evaluation);
    case "call":
    case "method":
      return call(expression, evaluation);
    case "filter": {
      const use = useAt(expression.span, evaluation);
      return applyFilter(expression.name, [find(expression.of, evaluation), given(expression, evaluation)], use);
    }
    case "test":
      return ask(expression, evaluation);
    case "unary":
      return unary(expression, evaluation);
    case "binary":
      return operate(expression, evaluation);
    case "conditional":
      return choose(expression, evaluation);
  }
}

function findName({ name, span }: Node<"name">, scope: Scope): Value | Missing {
  const value = scope.lookup(name);
  if (value !== undefined) return value;
  const hint = () => (name === "null" ? 'write "none"' : didYouMean(name, scope.names()));
  return new Missing(`\`${name}\` is not defined`, span, hint);
}

function makeMap({ entries }: Node<"map">, evaluation: Evaluation): Value {
  const made: [string, Value][] = [];
  for (const [keyNode, valueNode] of entries) {
    const key = valueIn(keyNode, evaluation);
    if (key instanceof Unknown) return key;
    made.push([asKey(key, { what: "a mapping", at: keyNode.span }), valueIn(valueNode, evaluation)]);
  }
  return valueMap(made);
}

function findMember(expression: Node<"attribute" | "item">, evaluation: Evaluation): Value | Missing {
  const of = find(expression.of, evaluation);
  if (of instanceof Missing || of instanceof Unknown) return of;
  const access = { owner: () => describePath(expression.of), at: expression.span };
  if (expression.kind === "attribute") return attributeOf(of, expression.name, access);
  const index = valueIn(expression.index, evaluation);
  return index instanceof Unknown ? index : itemOf(of, index, access);
}

function slice({ of, from, to, step, span }: Node<"slice">, evaluation: Evaluation): Value {
  const sliced = valueIn(of, evaluation);
  const bounds = [from, to, step].map((bound) => (bound ? valueIn(bound, evaluation) : null));
  return unknownAmong([sliced, ...bounds]) ?? sliceOf(sliced, bounds, { what: "a slice", at: span });
}

function call(expression: Node<"call" | "method">, evaluation: Evaluation): Value | Missing {
  const { kind, name, span } = expression;
  const callables = kind === "call" ? functions : methods;
  const callable = callables.get(name);
  if (!callable) throw unknownName(kind === "call" ? "function" : kind, name, { names: callables.keys(), at: span });
  const input = expression.kind === "method" ? valueIn(expression.of, evaluation) : null;
  return apply(name, callable, [input, given(expression, evaluation)], useAt(span, evaluation));
}

function given(
  { args, named }: { readonly args: readonly Expression[]; readonly named: readonly NamedArgument[] },
  evaluation: Evaluation,
): Given {
  if (args.length === 0 && named.length === 0) return nothingGiven;
  return {
    positional: args.map((one) => find(one, evaluation)),
    named: named.map(({ name, value }) => [name, find(value, evaluation)]),
  };
}

function ask(expression: Node<"test">, evaluation: Evaluation): boolean | Unknown {
  const { name, of, negated, span } = expression;
  const unsure = name === "defined" || name === "undefined" ? unknownOwner(of, evaluation) : undefined;
  const use = useAt(span, evaluation);
  const answer = unsure ?? applyTest(name, [find(of, evaluation), given(expression, evaluation)], use);
  return negated ? opposite(answer) : answer;
}

/** What is unknown is defined, but nobody knows what members it has. */
function unknownOwner(of: Expression, evaluation: Evaluation): Unknown | undefined {
  const owner = of.kind === "attribute" || of.kind === "item" ? find(of.of, evaluation) : undefined;
  return owner instanceof Unknown ? owner : undefined;
}

function unary({ operator, operand, span }: Node<"unary">, evaluation: Evaluation): Value {
  const value = valueIn(operand, evaluation);
  if (value instanceof Unknown) return value;
  if (operator === "not") return !holds(value, operand.span);
  const number = asNumber(value, { what: `the sign "${operator}"`, at: span });
  return operator === "-" ? -number : number;
}

/** `and` and `or` give one of their operands, as in Python; the second is looked at only when the first does not decide. */
function operate({ operator, left, right, span }: Node<"binary">, evaluation: Evaluation): Value {
  const first = valueIn(left, evaluation);
  if (operator === "and" || operator === "or") {
    if (first instanceof Unknown) return first;
    if (operator === "or" ? isTrue(first) : !holds(first, left.span)) return first;
    return valueIn(right, evaluation);
  }
  return binary(operator, [first, valueIn(right, evaluation)], useAt(span, evaluation));
}

function useAt(at: Span, { scope, steps }: Evaluation): Use {
  return { at, scope, steps };
}

function choose({ then, when, otherwise, span }: Node<"conditional">, evaluation: Evaluation): Value | Missing {
  const condition = valueIn(when, evaluation);
  if (condition instanceof Unknown) return condition;
  if (holds(condition, when.span)) return find(then, evaluation);
  if (otherwise) return find(otherwise, evaluation);
  return new Missing('the condition is false and there is no "else"', span, () => 'add "else" and another value');
}
