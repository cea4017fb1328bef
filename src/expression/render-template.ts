import { problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import type { Expression, Template, TemplatePart } from "./ast.ts";
import { valueIn } from "./evaluate.ts";
import { asList } from "./expect.ts";
import { Frame } from "./frame.ts";
import { Steps, withinMemory } from "./limits.ts";
import type { Scope } from "./scope.ts";
import { TextBuilder } from "./text-builder.ts";
import { holds } from "./truth.ts";
import { Unknown } from "./unknown.ts";
import { isList, isMap, type Value, valueMap } from "./value.ts";

/** One rendering: where names are, what is left of the loop steps, and the text so far. */
interface Rendering {
  readonly scope: Frame;
  readonly steps: Steps;
  readonly text: TextBuilder;
  /** The whole template. */
  readonly at: Span;
}

type Part<Kind extends TemplatePart["kind"]> = Extract<TemplatePart, { kind: Kind }>;

/**
 * The value for a scope: that of a lone `{{ }}` with its type, text otherwise. With line ends behind a lone `{{ }}`, as after
 * `>`, lists, mappings and booleans keep their type, too. Values are written as they are: no value is ever parsed. Codes as
 * for `evaluate`.
 */
export function renderTemplate(template: Template, scope: Scope): Value {
  const lone = loneOutput(template);
  if (!lone) return renderText(template, scope);
  return withinMemory(template.span, () => {
    const value = valueIn(lone, { scope, steps: new Steps() });
    if (template.lineEnds === 0 || isList(value) || isMap(value) || typeof value === "boolean") return value;
    const text = new TextBuilder();
    text.add(value, template.span);
    for (const part of template.parts) if (part.kind === "text") text.add(part.text, template.span);
    text.endWith(template.lineEnds);
    return text.value;
  });
}

/** The text for a scope: a secret when there is one in it, unknown when something unknown is. Codes as for `evaluate`. */
export function renderText({ parts, lineEnds, span }: Template, scope: Scope): string | SecretText | Unknown {
  return withinMemory(span, () => {
    const rendering = { scope: new Frame(scope), steps: new Steps(), text: new TextBuilder(), at: span };
    renderParts(parts, rendering);
    rendering.text.endWith(lineEnds);
    return rendering.text.value;
  });
}

/** The expression of a template that is nothing else, but for line ends behind it. */
function loneOutput({ parts: [only, ...others] }: Template): Expression | undefined {
  const isLone = others.every((part) => part.kind === "text" && /^\n*$/.test(part.text));
  return isLone && only?.kind === "output" ? only.expression : undefined;
}

/** Stops as soon as the text is unknown: what follows may depend on what was not done. */
function renderParts(parts: readonly TemplatePart[], rendering: Rendering): void {
  for (const part of parts) {
    renderPart(part, rendering);
    if (rendering.text.isUnknown) return;
  }
}

function renderPart(part: TemplatePart, rendering: Rendering): void {
  switch (part.kind) {
    case "text":
      rendering.text.add(part.text, rendering.at);
      break;
    case "output":
      rendering.text.add(valueIn(part.expression, rendering), part.expression.span);
      break;
    case "set":
      setNames(part, rendering);
      break;
    case "set text":
      setText(part, rendering);
      break;
    case "set member":
      setMember(part, rendering);
      break;
    case "if":
      renderIf(part, rendering);
      break;
    case "for":
      renderFor(part, rendering);
  }
}

function setNames({ names, value: expression }: Part<"set">, rendering: Rendering): void {
  assign(names, valueIn(expression, rendering), { frame: rendering.scope, at: expression.span });
}

/** What the body sets stays in it. When it is unknown, so is all that follows. */
function setText({ name, body }: Part<"set text">, rendering: Rendering): void {
  const text = new TextBuilder();
  renderParts(body, { ...rendering, scope: new Frame(rendering.scope), text });
  rendering.scope.set(name, text.value);
  if (text.value instanceof Unknown) rendering.text.add(text.value, rendering.at);
}

function setMember({ name, member, value: expression }: Part<"set member">, { scope, ...rendering }: Rendering): void {
  const namespace = scope.lookup(name);
  const value = valueIn(expression, { ...rendering, scope });
  if (namespace instanceof Unknown) return;
  const members = isMap(namespace) ? Object.entries(namespace) : [];
  if (isMap(namespace) && scope.reset(name, valueMap([...members, [member, value]]))) return;
  const hint = `before, write {% set ${name} = namespace() %}`;
  throw problem("RB2003", `"${name}" is no namespace here`, { at: expression.span, hint });
}

function renderIf({ branches }: Part<"if">, rendering: Rendering): void {
  for (const { when, body } of branches) {
    const condition = when ? valueIn(when, rendering) : true;
    if (condition instanceof Unknown) rendering.text.add(condition, rendering.at);
    else if (holds(condition, when?.span ?? rendering.at)) renderParts(body, rendering);
    else continue;
    return;
  }
}

function renderFor(part: Part<"for">, rendering: Rendering): void {
  const over = valueIn(part.over, rendering);
  const items =
    over instanceof Unknown ? over : chosenItems(part, asList(over, { what: "a loop", at: part.over.span }), rendering);
  if (items instanceof Unknown) rendering.text.add(items, rendering.at);
  else if (items.length === 0) renderParts(part.otherwise ?? [], rendering);
  else renderItems(part, items, rendering);
}

function renderItems(part: Part<"for">, items: readonly Value[], rendering: Rendering): void {
  for (const [index, item] of items.entries()) {
    rendering.steps.spend(1, part.over.span);
    const scope = frameFor(part, item, rendering);
    scope.set("loop", loopState(index, items));
    renderParts(part.body, { ...rendering, scope });
    if (rendering.text.isUnknown) return;
  }
}

/** The items for which the loop's condition holds. */
function chosenItems(part: Part<"for">, items: readonly Value[], rendering: Rendering): readonly Value[] | Unknown {
  if (!part.when) return items;
  const chosen: Value[] = [];
  for (const item of items) {
    rendering.steps.spend(1, part.over.span);
    const answer = valueIn(part.when, { ...rendering, scope: frameFor(part, item, rendering) });
    if (answer instanceof Unknown) return answer;
    if (holds(answer, part.when.span)) chosen.push(item);
  }
  return chosen;
}

/** The loop's names for one item; several names share out a list. */
function frameFor(part: Part<"for">, item: Value, { scope }: Rendering): Frame {
  const frame = new Frame(scope);
  assign(part.names, item, { frame, at: part.over.span });
  return frame;
}

/** Sets a name to a value, or several to the items of a list. */
function assign(names: readonly string[], value: Value, { frame, at }: { frame: Frame; at: Span }): void {
  const [name, ...more] = names;
  if (name !== undefined && more.length === 0) frame.set(name, value);
  else if (value instanceof Unknown) for (const one of names) frame.set(one, value);
  else shareOut(names, value, { frame, at });
}

function shareOut(names: readonly string[], value: Value, { frame, at }: { frame: Frame; at: Span }): void {
  const shares = isList(value) ? value : [];
  if (shares.length !== names.length) {
    const to = names.join(", ");
    throw problem("RB2003", `an item cannot be shared out to ${to}: it is no list of ${names.length}`, {
      at,
      hint: "for the keys and values of a mapping, loop over its .items()",
    });
  }
  for (const [index, name] of names.entries()) frame.set(name, shares[index] ?? null);
}

function loopState(index0: number, items: readonly Value[]): Value {
  const { length } = items;
  const [before, after] = [items[index0 - 1], items[index0 + 1]];
  return valueMap([
    ...(before === undefined ? [] : [["previtem", before] as const]),
    ...(after === undefined ? [] : [["nextitem", after] as const]),
    ["index", index0 + 1],
    ["index0", index0],
    ["revindex", length - index0],
    ["revindex0", length - index0 - 1],
    ["first", index0 === 0],
    ["last", index0 === length - 1],
    ["length", length],
  ]);
}
