import { nearest } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Expression, Template, TemplatePart } from "./ast.ts";
import { keywords } from "./keywords.ts";
import { leftOut } from "./left-out.ts";
import { limits } from "./limits.ts";
import { parseWhole } from "./parse-expression.ts";
import { parseConditional, parseUnconditional } from "./parser.ts";
import type { SourceText } from "./source-text.ts";
import { type Piece, scanTemplate, type TemplateOptions } from "./template-scanner.ts";
import type { Token } from "./token.ts";
import { Tokens } from "./tokens.ts";

/** True when a text from a file is a template: it holds `{{`, `{%` or `{#`. */
export function isTemplate(text: string): boolean {
  return /\{[{%#]/.test(text);
}

/**
 * A text with `{{ }}`, `{% if elif else endif %}`, `{% for in if else endfor %}`, `{% set endset %}`, `{% raw %}` and `{# #}`.
 * RB2001 and RB2004 with the exact place, RB2006 when it is nested too deeply.
 */
export function parseTemplate(source: SourceText, options: TemplateOptions = {}): Template {
  const text = source.text.replace(/(?<!\r)\n$/, "");
  const parser = new TemplateParser(source, scanTemplate({ ...source, text }, options));
  return { parts: parser.parse(), lineEnds: lineEndsOf(source.text), span: source.span };
}

/** How many line ends a text ends in. As in Ansible, the last one is put there only where what stands before has none. */
function lineEndsOf(text: string): number {
  return /\n*$/.exec(text)?.[0].length ?? 0;
}

const statements = ["if", "elif", "else", "endif", "for", "endfor", "set", "endset", "raw"];
const endings = ["elif", "else", "endif", "endfor", "endset"];

/** A statement whose tag has been read; `start` is its place in the text. */
interface Statement {
  readonly tag: string;
  readonly tokens: Tokens;
  readonly start: number;
}

class TemplateParser {
  readonly #source: SourceText;
  readonly #pieces: readonly Piece[];
  readonly #namespaces = new Set<string>();
  #next = 0;
  #depth = 0;

  constructor(source: SourceText, pieces: readonly Piece[]) {
    this.#source = source;
    this.#pieces = pieces;
  }

  parse(): readonly TemplatePart[] {
    const { parts, end } = this.#body();
    if (end) throw this.#wrong(end, `"{% ${end.tag} %}" has nothing to end`);
    return parts;
  }

  /** Parts up to a statement that belongs to the one around them, which is read too. */
  #body(): { parts: readonly TemplatePart[]; end: Statement | undefined } {
    const parts: TemplatePart[] = [];
    while (true) {
      const piece = this.#pieces[this.#next];
      this.#next += 1;
      if (!piece) return { parts, end: undefined };
      if (piece.kind === "text") {
        parts.push(piece);
      } else if (piece.kind === "output") {
        parts.push({ kind: "output", expression: parseWhole(new Tokens(this.#source, piece.tokens)) });
      } else {
        const statement = this.#statement(piece);
        if (endings.includes(statement.tag)) return { parts, end: statement };
        parts.push(this.#block(statement));
      }
    }
  }

  #statement({ tokens: list, start }: Exclude<Piece, { kind: "text" }>): Statement {
    const tokens = new Tokens(this.#source, list);
    const at = tokens.spanOf(tokens.peek);
    const tag = tokens.expectName("a statement such as if, for or set");
    if (statements.includes(tag)) return { tag, tokens, start };
    const why = leftOut.get(`statement ${tag}`);
    if (why !== undefined) throw problem("RB2001", `templates have no statement "${tag}"`, { at, hint: why });
    const meant = nearest(tag, statements);
    throw problem("RB2001", `there is no statement "${tag}" in templates`, {
      at,
      hint: meant === undefined ? "there are if, for, set and raw" : `did you mean "${meant}"?`,
    });
  }

  #block(statement: Statement): TemplatePart {
    this.#depth += 1;
    if (this.#depth > limits.depth) {
      throw problem("RB2006", `statements are nested more than ${limits.depth} levels deep`, {
        at: this.#place(statement),
      });
    }
    const part = this.#blockOf(statement);
    this.#depth -= 1;
    return part;
  }

  #blockOf(statement: Statement): TemplatePart {
    if (statement.tag === "if") return this.#if(statement);
    if (statement.tag === "for") return this.#for(statement);
    if (statement.tag === "set") return this.#set(statement);
    throw this.#wrong(statement, `"{% ${statement.tag} %}" is not complete`);
  }

  #if(opening: Statement): TemplatePart {
    const branches: { readonly when?: Expression; readonly body: readonly TemplatePart[] }[] = [];
    let statement = opening;
    while (statement.tag === "if" || statement.tag === "elif") {
      const when = this.#lastOf(statement.tokens);
      const { parts, end } = this.#body();
      branches.push({ when, body: parts });
      statement = this.#ending(opening, end, ["elif", "else", "endif"]);
    }
    if (statement.tag === "else") {
      const { parts, end } = this.#body();
      branches.push({ body: parts });
      this.#ending(opening, end, ["endif"]);
    }
    return { kind: "if", branches };
  }

  #for(opening: Statement): TemplatePart {
    const { tokens } = opening;
    const names = [this.#name(tokens)];
    while (tokens.take(",")) names.push(this.#name(tokens));
    tokens.expect("in", "after the names of a loop");
    const over = parseUnconditional(tokens);
    const when = tokens.take("if") ? parseUnconditional(tokens) : undefined;
    this.#atEnd(tokens);
    const { parts: body, end } = this.#body();
    const ending = this.#ending(opening, end, ["else", "endfor"]);
    const part = { kind: "for" as const, names, over, body, ...(when && { when }) };
    if (ending.tag === "endfor") return part;
    const otherwise = this.#body();
    this.#ending(opening, otherwise.end, ["endfor"]);
    return { ...part, otherwise: otherwise.parts };
  }

  #set(opening: Statement): TemplatePart {
    const { tokens } = opening;
    const { peek: token } = tokens;
    const name = this.#name(tokens);
    if (tokens.take(".")) return this.#setMember(tokens, token, name);
    if (tokens.peek.kind === "end") return this.#setText(opening, name);
    const names = [name];
    while (tokens.take(",")) names.push(this.#name(tokens));
    tokens.expect("=", "after the name that is set");
    const value = this.#valueOf(tokens);
    if (value.kind === "call" && value.name === "namespace") this.#namespaces.add(name);
    return { kind: "set", names, value };
  }

  /** A value cannot be changed; only the members of a namespace can be set again, also from inside a loop. */
  #setMember(tokens: Tokens, token: Token, name: string): TemplatePart {
    if (!this.#namespaces.has(name)) {
      const hint = `before, write {% set ${name} = namespace() %}`;
      throw problem("RB2001", `"${name}" is no namespace`, { at: tokens.spanOf(token), hint });
    }
    const member = tokens.expectName('a name after "."');
    tokens.expect("=", "after the name that is set");
    return { kind: "set member", name, member, value: this.#valueOf(tokens) };
  }

  /** One value, or several with commas between them, which are a list. */
  #valueOf(tokens: Tokens): Expression {
    const { start } = tokens.peek;
    const items = [parseConditional(tokens)];
    const [first] = items;
    if (first && tokens.peek.kind === "end") return first;
    while (tokens.take(",") && tokens.peek.kind !== "end") items.push(parseConditional(tokens));
    this.#atEnd(tokens);
    return { kind: "list", items, span: tokens.spanFrom(start) };
  }

  #setText(opening: Statement, name: string): TemplatePart {
    const { parts: body, end } = this.#body();
    this.#ending(opening, end, ["endset"]);
    return { kind: "set text", name, body };
  }

  /** The statement that goes on with a block or ends it, checked to be one of those that can. */
  #ending(opening: Statement, end: Statement | undefined, allowed: readonly string[]): Statement {
    if (!end) throw this.#wrong(opening, `"{% ${opening.tag} %}" is never closed with "{% end${opening.tag} %}"`);
    if (!allowed.includes(end.tag)) {
      throw this.#wrong(end, `"{% ${end.tag} %}" does not belong here; "{% ${allowed.at(-1)} %}" is missing`);
    }
    if (end.tag !== "elif") this.#atEnd(end.tokens);
    return end;
  }

  #name(tokens: Tokens): string {
    if (keywords.has(tokens.peek.text)) throw tokens.unexpected("a name");
    return tokens.expectName("a name");
  }

  #lastOf(tokens: Tokens): Expression {
    const expression = parseConditional(tokens);
    this.#atEnd(tokens);
    return expression;
  }

  #atEnd(tokens: Tokens): void {
    if (tokens.peek.kind !== "end") throw tokens.unexpected('"%}"');
  }

  #place({ start }: Statement) {
    return this.#source.spanWithin(start, start + 2);
  }

  #wrong(statement: Statement, message: string) {
    return problem("RB2001", message, { at: this.#place(statement) });
  }
}
