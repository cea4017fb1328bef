/** Secrets shorter than this are not looked for: they would be found everywhere. */
export const shortestNeedle = 4;
const shortestLine = 6;

/**
 * Every form in which a secret may turn up in a text: as it is; escaped for JSON, XML, URLs and shells; in hex; in base64
 * and base64url at each of the three byte alignments, whole or wrapped at 64 or 76 columns; with other line ends or none;
 * and the single lines of a secret of many lines (PEM header and footer excepted).
 */
export function needlesOf(secret: string): ReadonlySet<string> {
  const needles = new Set<string>();
  for (const form of lineEndForms(secret)) for (const needle of encodings(form)) needles.add(needle);
  for (const line of telltaleLines(secret)) for (const needle of escapes(line)) needles.add(needle);
  return new Set([...needles].filter((needle) => needle.length >= shortestNeedle));
}

/** With LF, with CRLF, with and without the last line end, and with no line ends at all. */
function lineEndForms(secret: string): ReadonlySet<string> {
  const unix = secret.replaceAll("\r\n", "\n");
  const trimmed = unix.replace(/\n+$/, "");
  const body = trimmed.replace(/^-----BEGIN [^-]*-----\n?|\n?-----END [^-]*-----$/g, "");
  const forms = [
    secret,
    unix,
    trimmed,
    unix.replaceAll("\n", "\r\n"),
    trimmed.replaceAll("\n", ""),
    body,
    oneLine(body),
  ];
  return new Set(forms.filter((form) => form.length >= shortestNeedle));
}

function oneLine(text: string): string {
  return text.replaceAll("\n", "");
}

function telltaleLines(secret: string): readonly string[] {
  if (!/[\r\n]/.test(secret)) return [];
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line.length >= shortestLine && !/^-----(?:BEGIN|END) /.test(line));
}

function* encodings(text: string): Generator<string> {
  yield* escapes(text);
  const bytes = Buffer.from(text, "utf8");
  const hex = bytes.toString("hex");
  yield hex;
  yield hex.toUpperCase();
  for (const base64 of base64Forms(bytes)) {
    yield base64;
    yield base64.replaceAll("+", "-").replaceAll("/", "_");
    for (const width of [64, 76]) if (base64.length > width) yield* base64.match(new RegExp(`.{${width}}`, "g")) ?? [];
  }
}

/** At each alignment, the characters that the secret alone decides; and the whole of it, padded. */
function* base64Forms(bytes: Buffer): Generator<string> {
  yield bytes.toString("base64");
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    yield encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  }
}

function* escapes(text: string): Generator<string> {
  yield text;
  const json = JSON.stringify(text).slice(1, -1);
  yield json;
  yield json.replaceAll("/", "\\/");
  yield json.replace(/[\u007f-\uffff]/g, unicodeEscape);
  yield* xmlEscapes(text);
  yield* urlEscapes(text);
  yield* shellEscapes(text);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function* xmlEscapes(text: string): Generator<string> {
  const content = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const strict = content.replaceAll(">", "&gt;");
  yield content;
  yield strict;
  yield content.replaceAll('"', "&quot;");
  yield content.replaceAll("'", "&apos;");
  yield strict.replaceAll('"', "&quot;");
  yield strict.replaceAll('"', "&quot;").replaceAll("'", "&apos;");
  yield strict.replaceAll('"', "&#34;").replaceAll("'", "&#39;");
  yield strict.replaceAll('"', "&quot;").replaceAll("'", "&#39;");
  yield strict.replaceAll('"', "&quot;").replaceAll("'", "&#x27;");
}

function* urlEscapes(text: string): Generator<string> {
  const component = encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"));
  const form = new URLSearchParams({ "": text }).toString().slice(1);
  const strict = component.replace(/[!'()*~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  for (const written of [component, strict, form, component.replaceAll("%20", "+"), component.replaceAll("%2F", "/")]) {
    yield written;
    yield written.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase());
  }
}

function* shellEscapes(text: string): Generator<string> {
  yield text.replaceAll("'", "'\\''");
  yield text.replaceAll("'", `'"'"'`);
  yield text.replace(/[$`"\\!]/g, "\\$&");
  yield text.replace(/[$`"\\]/g, "\\$&");
  yield text.replace(/[^\w@%+=:,./-]/g, "\\$&");
}
