import { type SaxesOptions, SaxesParser, type SaxesTagPlain } from "saxes";
import { type ProblemError, problem } from "../problems/problem.ts";
import { placeOf } from "../source/span.ts";
import { remember } from "./remember.ts";
import { explainComplaint } from "./xml-complaint.ts";
import type { XmlElement, XmlEvent } from "./xml-document.ts";

/** What the strict reader saw. */
export interface GateResult {
  readonly events: readonly XmlEvent[];
  /** In document order; never empty. */
  readonly elements: readonly XmlElement[];
  /** Where the declaration, the DOCTYPE and the processing instructions stand. */
  readonly instructions: readonly Place[];
}

/** A part of the text; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Elements may nest this deep. */
export const maximumDepth = 1000;

interface Growing extends XmlElement {
  readonly children: XmlElement[];
  end: number;
  closeStart: number;
  closeEvent: number;
}

const options = { xmlns: false } as const satisfies SaxesOptions;
const harmlessDoctype = /^\s+[^\s[\]"'<>]+(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s+(?:"[^"]*"|'[^']*'))?\s*$/;

/**
 * Reads a document strictly, as XML 1.0 demands. RB5101 where it is not well-formed, RB5106 for a DTD with an internal
 * subset (entities and default attributes live there), RB5107 when it is nested too deep. Never recursive.
 */
export const passGate = remember((text, name): GateResult => new Gate(text, name).read(), {
  most: 16,
  longest: 256 * 1024,
});

class Gate {
  readonly #text: string;
  readonly #name: string;
  readonly #parser = new SaxesParser(options);
  readonly #events: XmlEvent[] = [];
  readonly #elements: Growing[] = [];
  readonly #instructions: Place[] = [];
  readonly #open: Growing[] = [];
  #tagStart = 0;
  #sureUntil = 0;
  #closed: Growing | undefined;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  read(): GateResult {
    const parser = this.#parser;
    parser.on("xmldecl", ({ version = "", encoding = "", standalone = "" }) => {
      if (version !== "1.0") throw this.#malformed(`it is XML ${version}, and only 1.0 is understood`);
      this.#add(["declaration", version, encoding, standalone]);
    });
    parser.on("doctype", (doctype) => this.#onDoctype(doctype));
    parser.on("processinginstruction", ({ target, body }) => this.#add(["instruction", target, body]));
    parser.on("comment", (comment) => this.#add(["comment", comment]));
    parser.on("cdata", (cdata) => this.#add(["cdata", cdata]));
    parser.on("text", (found) => this.#add(["text", found]));
    parser.on("opentagstart", () => {
      this.#tagStart = this.#text.lastIndexOf("<", parser.position - 1);
    });
    parser.on("opentag", (tag) => this.#onOpen(tag));
    parser.on("closetag", () => this.#onClose());
    parser.on("error", (error) => {
      throw this.#complaint(error);
    });
    parser.write(this.#text).close();
    return { events: this.#events, elements: this.#elements, instructions: this.#instructions };
  }

  #onDoctype(doctype: string): void {
    if (!harmlessDoctype.test(doctype)) {
      const place = placeOf(this.#span(this.#parser.position));
      throw doctype.includes("[")
        ? problem("RB5106", `the DOCTYPE that ends at ${place} has an internal subset, which may define entities`, {
            hint: "Entities can change what the rest of the file means. Remove the part between [ and ].",
          })
        : this.#malformed("its DOCTYPE cannot be understood");
    }
    this.#add(["doctype", doctype]);
  }

  #onOpen(tag: SaxesTagPlain): void {
    const parent = this.#open.at(-1);
    const element: Growing = {
      name: tag.name,
      attributes: new Map(Object.entries(tag.attributes)),
      parent,
      children: [],
      start: this.#tagStart,
      end: this.#parser.position,
      openEnd: this.#parser.position,
      closeStart: this.#parser.position,
      openEvent: this.#events.length,
      closeEvent: this.#events.length,
    };
    parent?.children.push(element);
    this.#elements.push(element);
    this.#open.push(element);
    if (this.#open.length > maximumDepth) {
      throw problem("RB5107", `${this.#name} nests elements more than ${maximumDepth} deep`);
    }
    this.#add(["open", tag.name, ...Object.entries(tag.attributes).flat()]);
  }

  #onClose(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const end = this.#parser.position;
    this.#closed = element;
    element.end = end;
    element.closeStart = end === element.openEnd ? end : this.#text.lastIndexOf("<", end - 1);
    element.closeEvent = this.#events.length;
    this.#add(["close"]);
  }

  #add(event: XmlEvent): void {
    if (event[0] === "instruction" || event[0] === "doctype" || event[0] === "declaration") this.#addInstruction();
    this.#events.push(event);
    this.#sureUntil = this.#parser.position;
  }

  #addInstruction(): void {
    const start = this.#text.indexOf("<", Math.max(0, this.#sureUntil - 1));
    this.#instructions.push({ start, end: this.#parser.position });
  }

  #complaint(error: Error): ProblemError {
    const { reason, at, hint } = explainComplaint({
      message: error.message.replace(/^\d+:\d+: /, ""),
      text: this.#text,
      position: this.#parser.position,
      sureUntil: this.#sureUntil,
      lastClosed: this.#closed,
      innermost: this.#open.at(-1),
    });
    return this.#malformed(reason, at, hint);
  }

  #malformed(
    reason: string,
    at = this.#parser.position,
    hint = "Correct it there; nothing was written.",
  ): ProblemError {
    return problem("RB5101", `${placeOf(this.#span(at))} is not well-formed XML: ${reason}`, { hint });
  }

  #span(position: number) {
    const start = Math.max(0, Math.min(position, this.#text.length) - 1);
    return { file: { name: this.#name, text: this.#text }, start, end: start };
  }
}
