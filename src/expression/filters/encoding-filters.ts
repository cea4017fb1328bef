import { createHash } from "node:crypto";
import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asText } from "../expect.ts";
import { jsonText } from "../json-text.ts";
import { type Value, valueFromJson } from "../value.ts";

const hashes = ["sha1", "sha256", "sha512", "sha384", "sha224", "md5"];

/** JSON, base64 and digests (hexadecimal, of the text's UTF-8 bytes). */
export const encodingFilters: ReadonlyMap<string, Callable> = defineCallables("text", {
  to_json: [
    "indent? sort_keys? ensure_ascii?",
    (input, { args }) => {
      const indent = args.integer("indent", undefined);
      const layout = { sortKeys: args.flag("sort_keys"), ascii: args.flag("ensure_ascii", true) };
      return jsonText(input, indent === undefined ? layout : { ...layout, indent: Math.min(Math.max(indent, 0), 16) });
    },
  ],
  from_json: ["", (input, call) => fromJson(asText(input, call), call)],
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
      return createHash(name).update(asText(input, call), "utf8").digest("hex");
    },
  ],
});

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
