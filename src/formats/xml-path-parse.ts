import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { XmlPath, XmlPredicate, XmlStep, XmlTarget } from "./xml-path.ts";

/**
 * Reads a path such as `/serverconf/web[@port='8080']/@host`: a small part of XPath 1.0, from the root, with the steps
 * and predicates of `XmlStep` and `XmlPredicate`. RB5102 with the position of the first thing not understood.
 * `at` is the path's place in a runbook.
 */
export function parseXmlPath(source: string, at?: Span): XmlPath {
  return new PathReader(source, at).read();
}

const namePattern = /[\p{L}_:][\p{L}\p{N}\p{M}_:.\-\u00B7]*/uy;

class PathReader {
  readonly #source: string;
  readonly #span: Span | undefined;
  #position = 0;

  constructor(source: string, span: Span | undefined) {
    this.#source = source;
    this.#span = span;
  }

  read(): XmlPath {
    if (!this.#source.startsWith("/")) throw this.#wrong('a path begins at the root, with "/" or "//"');
    const steps: XmlStep[] = [];
    let target: XmlTarget = { kind: "element" };
    while (target.kind === "element" && this.#position < this.#source.length) {
      const axis = this.#axis();
      target = axis === "child" && steps.length > 0 ? this.#target() : target;
      if (target.kind === "element") steps.push(this.#step(axis));
    }
    if (this.#position < this.#source.length) throw this.#wrong("nothing can follow an attribute or text()");
    return { source: this.#source, steps, target };
  }

  #axis(): XmlStep["axis"] {
    if (this.#take("//")) return "descendant";
    if (this.#take("/")) return "child";
    throw this.#wrong(this.#at("|") ? "only one path at a time" : '"/" or "[" is expected');
  }

  #target(): XmlTarget {
    if (this.#take("@")) return { kind: "attribute", name: this.#name("an attribute's name") };
    return this.#take("text()") ? { kind: "text" } : { kind: "element" };
  }

  #step(axis: XmlStep["axis"]): XmlStep {
    const name = this.#take("*") ? "*" : this.#name("an element's name");
    if (this.#at("(") || this.#at("::")) throw this.#wrong("functions and axes are not supported");
    const predicates: XmlPredicate[] = [];
    while (this.#take("[")) predicates.push(this.#predicate());
    return { axis, name, predicates, source: this.#source.slice(0, this.#position) };
  }

  #predicate(): XmlPredicate {
    this.#skipSpace();
    const predicate = this.#condition();
    this.#skipSpace();
    if (/^(?:and|or)\b/.test(this.#rest()))
      throw this.#wrong('write "and" as two predicates, [...][...]; "or" is not supported');
    if (!this.#take("]")) throw this.#wrong('"]" is expected');
    return predicate;
  }

  #condition(): XmlPredicate {
    const number = /^\d+/.exec(this.#rest())?.[0];
    if (number !== undefined) return this.#number(number);
    if (this.#take("last()")) return { kind: "last" };
    if (this.#take("text()") || this.#take(".")) {
      const value = this.#comparison();
      if (value === undefined) throw this.#wrong(`"=" and a quoted text are expected`);
      return { kind: "text", value };
    }
    const kind = this.#take("@") ? "attribute" : "child";
    const name = this.#name("a number, @attribute, child, text() or last()");
    if (this.#at("(")) throw this.#wrong(`the function ${name}() is not supported`);
    const value = this.#comparison();
    return value === undefined ? { kind, name } : { kind, name, value };
  }

  #number(digits: string): XmlPredicate {
    if (Number(digits) < 1) throw this.#wrong("positions count from 1");
    this.#position += digits.length;
    return { kind: "position", position: Number(digits) };
  }

  #comparison(): string | undefined {
    this.#skipSpace();
    if (!this.#take("=")) return undefined;
    this.#skipSpace();
    const quoted = /^(?:"[^"]*"|'[^']*')/.exec(this.#rest())?.[0];
    if (quoted === undefined) throw this.#wrong("the text to compare with stands in quotes");
    this.#position += quoted.length;
    return quoted.slice(1, -1);
  }

  #name(expected: string): string {
    namePattern.lastIndex = this.#position;
    const found = namePattern.exec(this.#source)?.[0].replace(/::.*$/, "");
    if (found === undefined || found === "") throw this.#wrong(`${expected} is expected`);
    this.#position += found.length;
    return found;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#source.charAt(this.#position))) this.#position += 1;
  }

  #take(token: string): boolean {
    const found = this.#at(token);
    if (found) this.#position += token.length;
    return found;
  }

  #at(token: string): boolean {
    return this.#source.startsWith(token, this.#position);
  }

  #rest(): string {
    return this.#source.slice(this.#position);
  }

  #wrong(reason: string): Error {
    return problem(
      "RB5102",
      `the XML path ${this.#source} is not understood at character ${this.#position + 1}: ${reason}`,
      {
        at: this.#span,
        hint: "Paths look like /root/child[@name='x'][2]/@attribute, with //, *, [last()], [child='text'] and /text().",
      },
    );
  }
}
