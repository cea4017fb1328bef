import { parseTemplate } from "../../src/expression/parse-template.ts";
import { renderTemplate } from "../../src/expression/render-template.ts";
import type { Scope } from "../../src/expression/scope.ts";
import { textOf } from "../../src/expression/text-of.ts";
import { Unknown } from "../../src/expression/unknown.ts";
import type { Renderer } from "./fake-project.ts";

/** Renders templates with a scope's variables, which must all be known. */
export function renderedFor(scope: Scope): Renderer {
  return (text, name) => {
    const span = { file: { name, text }, start: 0, end: text.length };
    const spanWithin = (start: number, end: number) => ({ ...span, start, end });
    const value = textOf(renderTemplate(parseTemplate({ text, span, spanWithin }, { trimBlocks: true }), scope));
    if (value instanceof Unknown) throw new Error("a template of a test cannot be unknown");
    return value;
  };
}
