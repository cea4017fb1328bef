import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Encoding, encodeText } from "../../../src/formats/encoding.ts";
import { editXml, type XmlEdit } from "../../../src/formats/xml-edit.ts";
import { parseXml } from "../../../src/formats/xml-parse.ts";
import { parseXmlPath } from "../../../src/formats/xml-path-parse.ts";
import { selectElements } from "../../../src/formats/xml-select.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { documents, type Piece, textOf } from "./random-xml.ts";

const file = "/c.xml";
const values = fc.string({
  unit: fc.constantFrom("a", "é", "&", "<", ">", '"', "'", "\n", "\t", "\r", " ", "]]>", "--", "😀", "&amp;"),
  maxLength: 6,
});
const where = fc.nat({ max: 1000 });

function edit(text: string, wanted: XmlEdit): string {
  return Buffer.from(editXml(Buffer.from(text), file, wanted, { create: true })).toString();
}

function attributeAt(bytes: Uint8Array, path: string): string | undefined {
  const element = selectElements(parseXml(bytes, file), parseXmlPath(path))[0];
  return element?.attributes.get(path.slice(path.lastIndexOf("@") + 1));
}

/** Every element's name and attributes, in document order. */
function shapeOf(text: string): readonly string[] {
  return parseXml(Buffer.from(text), file).elements.map(({ name, attributes }) =>
    JSON.stringify([name, ...attributes]),
  );
}

function chosenPath(text: string, choice: number): string {
  const { elements } = parseXml(Buffer.from(text), file);
  let element = elements[choice % elements.length];
  let path = "";
  while (element) {
    const { parent } = element;
    path = `/*[${(parent?.children.indexOf(element) ?? 0) + 1}]${path}`;
    element = parent;
  }
  return path;
}

describe("whatever the document", () => {
  it("setting an attribute changes the bytes of its value only, in every encoding", () => {
    const encodings = fc.constantFrom<Encoding>("utf-8", "utf-16le", "utf-16be");
    fc.assert(
      fc.property(documents, values, where, encodings, (pieces, value, choice, encoding) => {
        const named = pieces.flatMap((piece, index) => (typeof piece === "string" ? [] : [{ ...piece, index }]));
        const one = named[choice % Math.max(named.length, 1)];
        fc.pre(one !== undefined && (encoding === "utf-8" || pieces[0] === "\uFEFF"));
        const bytesOf = (some: readonly Piece[]) => Buffer.from(encodeText(textOf(some), encoding));
        const result = Buffer.from(
          editXml(bytesOf(pieces), file, { kind: "set", path: parseXmlPath(one.path), value }),
        );
        const [before, after] = [bytesOf(pieces.slice(0, one.index)), bytesOf(pieces.slice(one.index + 1))];
        expect(result.subarray(0, before.length).equals(before)).toBe(true);
        expect(result.subarray(result.length - after.length).equals(after)).toBe(true);
        expect(attributeAt(result, one.path)).toBe(value);
      }),
      { numRuns: 400 },
    );
  });

  it("a new attribute can be taken away again without a trace", () => {
    fc.assert(
      fc.property(documents, values, where, (pieces, value, choice) => {
        const text = textOf(pieces);
        const path = `${chosenPath(text, choice)}/@added`;
        const added = edit(text, { kind: "set", path: parseXmlPath(path), value });
        expect(attributeAt(Buffer.from(added), path)).toBe(value);
        expect(edit(added, { kind: "remove", path: parseXmlPath(path) })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it("a new element comes last in its parent, and no other element differs", () => {
    fc.assert(
      fc.property(documents, values, where, (pieces, value, choice) => {
        const text = textOf(pieces);
        const parent = chosenPath(text, choice);
        const added = edit(text, { kind: "set", path: parseXmlPath(`${parent}/added/@id`), value });
        const shape = shapeOf(added);
        const place = shape.indexOf(JSON.stringify(["added", ["id", value]]));
        expect(shape.toSpliced(place, 1)).toEqual(shapeOf(text));
        expect(attributeAt(Buffer.from(added), `${parent}/*[last()]/@id`)).toBe(value);
        expect(edit(added, { kind: "ensure", path: parseXmlPath(`${parent}/added`) })).toBe(added);
        expect(shapeOf(edit(added, { kind: "remove", path: parseXmlPath(`${parent}/added`) }))).toEqual(shapeOf(text));
      }),
      { numRuns: 200 },
    );
  });

  it("a text is set exactly or, where there is more than text, refused", () => {
    fc.assert(
      fc.property(documents, values, where, (pieces, value, choice) => {
        const text = textOf(pieces);
        const path = parseXmlPath(chosenPath(text, choice));
        const result = attempt(() => edit(text, { kind: "set", path, value }));
        if (result === undefined) return;
        expect(edit(result, { kind: "set", path, value })).toBe(result);
        expect(shapeOf(result)).toEqual(shapeOf(text));
      }),
      { numRuns: 200 },
    );
  });

  it("damaged, it is refused or still edited exactly", () => {
    const junk = fc.constantFrom(
      "",
      "<",
      ">",
      "&",
      '"',
      "'",
      "-->",
      "]]>",
      "<!--",
      "<![CDATA[",
      "</",
      "/>",
      "\0",
      "<?xml?>",
      "<!DOCTYPE a [",
    );
    fc.assert(
      fc.property(documents, where, where, junk, fc.nat({ max: 3 }), (pieces, choice, at, inserted, cut) => {
        const whole = textOf(pieces);
        const place = at % (whole.length + 1);
        const text = whole.slice(0, place) + inserted + whole.slice(place + cut);
        const named = pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.path]));
        const path = named[choice % Math.max(named.length, 1)] ?? "/*[1]/@id";
        const result = attempt(() => edit(text, { kind: "set", path: parseXmlPath(path), value: "n&w" }));
        if (result === undefined) return;
        expect(attributeAt(Buffer.from(result), path)).toBe("n&w");
        expect(differingMiddle(text, result)).toMatch(/^[^<]*$/);
      }),
      { numRuns: 600 },
    );
  });
});

/** The result, or `undefined` when it was refused as a problem; anything else that is thrown fails the test. */
function attempt(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code !== "RB5006") return undefined;
    throw error;
  }
}

/** What stands in the new text between the longest common begin and end. */
function differingMiddle(before: string, after: string): string {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return after.slice(start, after.length - end);
}
