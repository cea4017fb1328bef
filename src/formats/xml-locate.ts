import { XMLParser } from "fast-xml-parser";
import { maximumDepth, type Place } from "./xml-gate.ts";

/**
 * Where every element stands, in document order, as fast-xml-parser (>= 5.12.1) tells it: a second opinion, made by other
 * code than the gate's. Names and `instructions` are hidden from it because it refuses some that XML allows, such as
 * `<constructor>` and `<?note it's?>`. `undefined` when it cannot read the text all the same.
 */
export function locateElements(text: string, instructions: readonly Place[]): readonly Place[] | undefined {
  const parser = new XMLParser({
    preserveOrder: true,
    captureMetaData: true,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: false,
    parseTagValue: false,
    trimValues: false,
    jPath: false,
    maxNestedTags: maximumDepth + 1,
    transformTagName: (name) => (name.endsWith("/") ? "e/" : "e"),
  });
  try {
    const tree: unknown = parser.parse(blanked(text, instructions));
    return flatten(tree);
  } catch (error) {
    if (error instanceof TypeError || !(error instanceof Error)) throw error;
    return undefined;
  }
}

/** The same text with spaces in these places, so that all offsets stay. */
function blanked(text: string, places: readonly Place[]): string {
  let done = 0;
  let result = "";
  for (const { start, end } of places) {
    result += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]/g, " ");
    done = end;
  }
  return result + text.slice(done);
}

function flatten(tree: unknown): readonly Place[] {
  const symbol = metaDataSymbol();
  const found: Place[] = [];
  const waiting = reversed(tree);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!hasChildren(node)) continue;
    found.push(locationOf(Reflect.get(node, symbol)));
    for (const child of reversed(node.e)) waiting.push(child);
  }
  return found;
}

function metaDataSymbol(): symbol {
  const symbol: unknown = XMLParser.getMetaDataSymbol();
  if (typeof symbol !== "symbol") throw new TypeError("fast-xml-parser has no symbol for its meta data");
  return symbol;
}

function reversed(list: unknown): unknown[] {
  return Array.isArray(list) ? list.toReversed() : [];
}

function hasChildren(node: unknown): node is { readonly e: unknown } {
  return typeof node === "object" && node !== null && "e" in node;
}

function locationOf(data: unknown): Place {
  const has = typeof data === "object" && data !== null && "startIndex" in data && "endIndex" in data;
  if (!has || typeof data.startIndex !== "number" || typeof data.endIndex !== "number") return { start: -1, end: -1 };
  return { start: data.startIndex, end: data.endIndex };
}
