import { createHash } from "node:crypto";
import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { jsonText } from "../json-text.ts";
import { isList, type Value, valueFromJson } from "../value.ts";

const hashes = ["sha1", "sha256", "sha512", "sha384", "sha224", "md5"];

/** JSON, base64 and digests (hexadecimal, of the text's UTF-8 bytes). */
export const encodingFilters: ReadonlyMap<string, Callable> = new Map([
  ...defineCallables("data", { from_json: ["", (input, call) => fromJson(asText(input, call), call)] }),
  ...defineCallables("text", {
    to_json: [
      "indent? sort_keys? ensure_ascii? separators?",
      (input, call) => toJson(input, call, { sortKeys: false }),
    ],
    to_nice_json: [
      "indent? sort_keys? ensure_ascii? separators?",
      (input, call) => toJson(input, call, { indent: 4, sortKeys: true }),
    ],
    b64encode: ["", (input, call) => Buffer.from(asText(input, call), "utf8").toString("base64")],
    b64decode: ["", (input, call) => fromBase64(asText(input, call), call)],
    hash: [
      "hashtype?",
      (input, call) => {
        const name = call.args.text("hashtype", "sha1");
        if (!hashes.includes(name)) {
          throw problem("RB2003", `"${name}" is no digest that can be made`, {
            at: call.at,
            hint: `use ${hashes.join(", ")}`,
          });
        }
        return digest(name, input, call);
      },
    ],
    md5: ["", (input, call) => digest("md5", input, call)],
    sha1: ["", (input, call) => digest("sha1", input, call)],
    checksum: ["", (input, call) => digest("sha1", input, call)],
    to_uuid: ["namespace?", (input, call) => nameUuid(asText(input, call), call)],
  }),
]);

function toJson(input: Value, { args, what, at }: Call, usual: { indent?: number; sortKeys: boolean }): Value {
  const indent = args.integer("indent", usual.indent);
  const given = args.value("separators") ?? null;
  const [item, key, ...more] = isList(given) ? given : [];
  if (given !== null && (typeof item !== "string" || typeof key !== "string" || more.length > 0)) {
    const hint = "write separators=(',', ':')";
    throw problem("RB2003", `"separators" of ${what} takes a pair of texts`, { at, hint });
  }
  return jsonText(input, {
    sortKeys: args.flag("sort_keys", usual.sortKeys),
    ascii: args.flag("ensure_ascii", true),
    ...(indent !== undefined && { indent: Math.min(Math.max(indent, 0), 16) }),
    ...(typeof item === "string" && typeof key === "string" && { separators: [item, key] }),
  });
}

function digest(name: string, input: Value, call: Call): string {
  return createHash(name).update(asText(input, call), "utf8").digest("hex");
}

/** The namespace in which Ansible makes ids. */
const ansibleNamespace = "361E6D51-FAEC-444A-9079-341386DA8E2E";

/** The id for a name that is the same at all times (RFC 9562, version 5). */
function nameUuid(name: string, { args, at }: Call): string {
  const namespace = args
    .text("namespace", ansibleNamespace)
    .replace(/^urn:uuid:/, "")
    .replace(/[-{}]/g, "");
  if (!/^[0-9a-fA-F]{32}$/.test(namespace)) throw problem("RB2003", "the namespace is no UUID", { at });
  const bytes = createHash("sha1").update(Buffer.from(namespace, "hex")).update(name, "utf8").digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The cause is not kept: its message quotes the text, which may be a secret. */
function fromJson(text: string, { at }: Call): Value {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const position = /position (\d+)/.exec(cause.message)?.[1];
    const place = position === undefined ? "" : `, see its character ${Number(position) + 1}`;
    throw problem("RB2003", `the text given to from_json is not JSON${place}`, { at });
  }
  return valueFromJson(data);
}

function fromBase64(text: string, { at }: Call): Value {
  const packed = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) {
    throw problem("RB2003", "the text given to b64decode is not base64", { at });
  }
  const bytes = Buffer.from(packed, "base64");
  const decoded = bytes.toString("utf8");
  if (Buffer.from(decoded, "utf8").equals(bytes)) return decoded;
  throw problem("RB2003", "what b64decode gives is not UTF-8 text", { at });
}
