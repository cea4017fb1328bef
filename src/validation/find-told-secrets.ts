import type { Expression, Template } from "../expression/ast.ts";
import { expressionsOf } from "../expression/nodes.ts";
import { lookedUp } from "../expression/references.ts";
import type { Problem } from "../problems/problem.ts";
import { problem } from "../problems/problem.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import type { Site } from "./site.ts";

/** What is known of where secrets are. */
export interface SecretOptions {
  /** Inputs and other names that are secrets by themselves. */
  readonly secrets: ReadonlySet<string>;
  /** Values as written that a name may have at a site. */
  readonly sourcesOf: (name: string, site: Site) => readonly ValueSource[];
}

/** RB5011: secrets in parameters that become part of a command line, followed through variables. */
export function findToldSecrets(sites: readonly Site[], options: SecretOptions): readonly Problem[] {
  return sites.flatMap((site) => {
    const { step } = site;
    if (step?.kind !== "task") return [];
    const search = new SecretSearch(site, options);
    return [...step.parameters].flatMap(([name, source]) => {
      const found = step.module.parameters[name]?.commandLine ? search.inSource(source, []) : undefined;
      return found ? told(found).problems : [];
    });
  });
}

/** A secret, and where it is named in what is looked at. */
interface Found {
  readonly name: string;
  readonly at: Span;
}

function told({ name, at }: Found) {
  const what = `the secret "${name}" would stand on a command line, which every user of the host can read`;
  const hint = 'Pass it on standard input: give the value as "stdin" and let the program read it there.';
  return problem("RB5011", what, { at, hint });
}

/** Filters and tests whose result tells nothing of the text. */
const mute: ReadonlySet<string> = new Set(["length", "count", "bool", "hash", "type_debug"]);
const deepest = 20;

class SecretSearch {
  readonly #site: Site;
  readonly #options: SecretOptions;

  constructor(site: Site, options: SecretOptions) {
    this.#site = site;
    this.#options = options;
  }

  /** The first secret that goes into a value; `path` is what is taken of it. */
  inSource(source: ValueSource, path: readonly string[], depth = 0): Found | undefined {
    if (depth > deepest) return undefined;
    const [member, ...rest] = path;
    switch (source.kind) {
      case "constant":
        return source.value instanceof SecretText ? { name: source.value.name, at: source.span } : undefined;
      case "template":
        return this.#inTemplate(source.template, depth);
      case "expression":
        return this.#in(source.expression, [], depth);
      case "list":
        return first(source.items, (item) => this.inSource(item, member === undefined ? [] : rest, depth));
      case "map": {
        const inside = source.entries.filter(([key]) => member === undefined || key === member);
        return first(inside, ([, value]) => this.inSource(value, rest, depth));
      }
    }
  }

  #inTemplate(template: Template, depth: number): Found | undefined {
    return first(expressionsOf(template), (expression) => this.#in(expression, [], depth));
  }

  #in(expression: Expression, path: readonly string[], depth: number): Found | undefined {
    const all = (parts: readonly Expression[]) => first(parts, (part) => this.#in(part, [], depth));
    switch (expression.kind) {
      case "literal":
      case "test":
      case "unary":
        return undefined;
      case "name":
        return this.#name(expression.name, { path, at: expression.span, depth });
      case "attribute":
        return this.#in(expression.of, [expression.name, ...path], depth);
      case "item": {
        const { index } = expression;
        return this.#in(expression.of, index.kind === "literal" ? [String(index.value), ...path] : [], depth);
      }
      case "list":
        return all(expression.items);
      case "map":
        return all(expression.entries.map(([, value]) => value));
      case "slice":
        return this.#in(expression.of, [], depth);
      case "call":
        return (
          all(expression.args) ??
          first(lookedUp(expression), ({ name, span }) => this.#name(name, { path, at: span, depth }))
        );
      case "filter":
      case "method":
        return mute.has(expression.name) ? undefined : all([expression.of, ...expression.args]);
      case "binary":
        return ["~", "+", "%", "or", "and"].includes(expression.operator)
          ? all([expression.left, expression.right])
          : undefined;
      case "conditional":
        return all([expression.then, ...(expression.otherwise ? [expression.otherwise] : [])]);
    }
  }

  #name(
    name: string,
    { path, at, depth }: { readonly path: readonly string[]; readonly at: Span; readonly depth: number },
  ): Found | undefined {
    if (this.#options.secrets.has(name)) return { name, at };
    const sources = this.#options.sourcesOf(name, this.#site);
    const found = first(sources, (source) => this.inSource(source, path, depth + 1));
    return found && { name: found.name, at };
  }
}

function first<T>(items: readonly T[], look: (item: T) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = look(item);
    if (found) return found;
  }
  return undefined;
}
