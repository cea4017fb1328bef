/** The place of a value that people must not see; `start` and `end` are UTF-16 offsets, quotes are outside. */
export interface SensitiveValue {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const telling = /secret|passw(?:or)?d|passphrase|private[-_]?key|api[-_]?key|token(?!s?[-_]?endpoint)/gi;
const namePart = /[\w.-]/;
const nameRest = /[\w.-]{0,80}/y;
const longestName = 80;
const harmlessName = /(?:file|path|policy|length)$/i;
const quoted =
  /["']?\s{0,40}[=:]\s{0,40}(?:"(?<double>(?:[^"\\\r\n]|\\[^\r\n])*)"|'(?<single>(?:[^'\\\r\n]|\\[^\r\n]|'')*)')/dy;
const bare = /["']?[ \t]{0,40}[=:][ \t]{0,40}(?<bare>[^\s][^\r\n]*)/dy;
const element = /(?:\s[^<>]{0,400})?>(?<text>[^<]+)<\//dy;
const privateKey = /(-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----)([\s\S]*?)(?=-----END \2-----|$)/g;
const blockIndicator = /^[|>][-+\d]{0,2}\s*$/;

/**
 * Values of names that sound secret (`password="..."`, `clientSecret: ...`, `<token>...</token>`, JSON members, YAML blocks)
 * and the bodies of PEM private keys, in text order, without overlaps. Empty values are not secrets. Names that end in
 * `file`, `path`, `policy` or `length` are not meant, nor are token endpoints.
 */
export function sensitiveValues(text: string): readonly SensitiveValue[] {
  const found = [...privateKeys(text), ...namedValues(text)].sort((one, other) => one.start - other.start);
  let end = 0;
  return found.filter((value) => {
    if (value.start < end) return false;
    end = value.end;
    return true;
  });
}

function* privateKeys(text: string): Generator<SensitiveValue> {
  for (const match of text.matchAll(privateKey)) {
    const [, begin = "", kind = "", body = ""] = match;
    const start = match.index + begin.length;
    if (body.trim() !== "") yield { name: kind, value: body, start, end: start + body.length };
  }
}

function* namedValues(text: string): Generator<SensitiveValue> {
  for (const match of text.matchAll(telling)) {
    const [nameStart, nameEnd] = wholeName(text, match.index);
    const name = text.slice(nameStart, nameEnd);
    const place = harmlessName.test(name) ? undefined : valueAfter(text, nameStart, nameEnd);
    if (place === undefined) continue;
    const [start, end] = place;
    const value = text.slice(start, end);
    if (value.trim() !== "") yield { name, value, start, end };
  }
}

function wholeName(text: string, within: number): readonly [number, number] {
  let start = within;
  while (start > 0 && within - start < longestName && namePart.test(text.charAt(start - 1))) start--;
  nameRest.lastIndex = within;
  return [start, within + (nameRest.exec(text)?.[0].length ?? 0)];
}

function valueAfter(text: string, nameStart: number, nameEnd: number): readonly [number, number] | undefined {
  for (const form of [quoted, bare, element]) {
    form.lastIndex = nameEnd;
    const places = form.exec(text)?.indices?.groups;
    const place = places?.double ?? places?.single ?? places?.bare ?? places?.text;
    if (place === undefined) continue;
    return blockIndicator.test(text.slice(...place)) ? blockBody(text, nameStart, place[1]) : place;
  }
  return undefined;
}

/** The lines of a YAML block scalar: those indented deeper than the line of its key. */
function blockBody(text: string, nameStart: number, headEnd: number): readonly [number, number] {
  const keyIndent = nameStart - (text.lastIndexOf("\n", nameStart) + 1);
  const lines = new RegExp(`(?:\\r?\\n(?:[ \\t]{${keyIndent + 1},}[^\\r\\n]*|[ \\t]*(?=\\r?\\n)))*`, "y");
  lines.lastIndex = headEnd;
  return [headEnd, headEnd + (lines.exec(text)?.[0].length ?? 0)];
}
