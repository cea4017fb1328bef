import type { Span } from "../source/span.ts";
import type { Expression, NamedArgument, Template, TemplatePart } from "./ast.ts";
import { expressionsOf, partsOf } from "./nodes.ts";

/** A file or template beside the runbook that a lookup names in so many words. */
export interface FileLookup {
  readonly folder: "files" | "templates";
  readonly name: string;
  readonly span: Span;
  /** It may be that the file is not there. */
  readonly lenient: boolean;
  /** Names that the place of the lookup gives to a template besides the variables; left out where only a run can tell them. */
  readonly gives: ReadonlySet<string> | undefined;
}

type Call = Extract<Expression, { kind: "call" }>;

/** The lookups of files and templates whose names are constant, in the order they are written. */
export function fileLookupsIn(parsed: Expression | Template): readonly FileLookup[] {
  const own = "parts" in parsed ? parsed.parts.flatMap(namesSetIn) : [];
  const found: FileLookup[] = [];
  const visit = (one: Expression): void => {
    if (one.kind === "call" && ["lookup", "query", "q"].includes(one.name)) found.push(...lookupsOf(one, own));
    for (const part of partsOf(one)) visit(part);
  };
  for (const one of "parts" in parsed ? expressionsOf(parsed) : [parsed]) visit(one);
  return found;
}

function lookupsOf({ args, named }: Call, own: readonly string[]): readonly FileLookup[] {
  const [first, ...terms] = args;
  const folder = folderOf(first);
  if (!folder) return [];
  const lenient = named.some(({ name, value }) => name === "errors" && textIn(value) !== "strict");
  const more = namesGivenBy(named.find(({ name }) => name === "template_vars"));
  const gives = more && new Set([...own, ...more]);
  return terms.flatMap((term) => {
    const name = textIn(term);
    return name === undefined ? [] : [{ folder, name, span: term.span, lenient, gives }];
  });
}

function folderOf(name: Expression | undefined): FileLookup["folder"] | undefined {
  const plain = name && textIn(name)?.replace(/^ansible\.builtin\./, "");
  return plain === "file" ? "files" : plain === "template" ? "templates" : undefined;
}

function namesGivenBy(variables: NamedArgument | undefined): readonly string[] | undefined {
  if (!variables) return [];
  if (variables.value.kind !== "map") return undefined;
  const names = variables.value.entries.map(([key]) => textIn(key));
  return names.includes(undefined) ? undefined : names.flatMap((name) => name ?? []);
}

function textIn(expression: Expression): string | undefined {
  return expression.kind === "literal" && typeof expression.value === "string" ? expression.value : undefined;
}

/** Names that a template sets anywhere. */
function namesSetIn(part: TemplatePart): readonly string[] {
  switch (part.kind) {
    case "text":
    case "output":
    case "set member":
      return [];
    case "set":
      return part.names;
    case "set text":
      return [part.name, ...part.body.flatMap(namesSetIn)];
    case "if":
      return part.branches.flatMap(({ body }) => body.flatMap(namesSetIn));
    case "for":
      return [...part.names, "loop", ...[...part.body, ...(part.otherwise ?? [])].flatMap(namesSetIn)];
  }
}
