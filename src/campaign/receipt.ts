import { createHash, createHmac } from "node:crypto";
import { textOf } from "./credential-fields.ts";
import type { Credentials } from "./credentials.ts";

/**
 * What was handed to nlserver, and what it made of it. The stored secrets are encrypted, so only this tells whether the
 * inputs of today are those of then.
 */
export interface Receipt {
  /** The instance file that nlserver wrote. */
  readonly file: string;
  /** `hmac-sha256:` and hex: the inputs under the host's own key, so the receipt is no way to guess them. */
  readonly inputs: string;
  /** `sha256:` and hex: the bytes of the `<ims>` element as nlserver left it. */
  readonly ims: string;
}

/** The receipt of credentials that stand in a file as `ims`; `key` is the host's, 32 random bytes. */
export function receiptOf(
  credentials: Credentials,
  key: Uint8Array,
  place: { file: string; ims: Uint8Array },
): Receipt {
  return {
    file: place.file,
    inputs: `hmac-sha256:${createHmac("sha256", key).update(messageOf(credentials)).digest("hex")}`,
    ims: `sha256:${createHash("sha256").update(place.ims).digest("hex")}`,
  };
}

/** True when the receipt of then says the same as the one of now. */
export function sameReceipt(then: Receipt | undefined, now: Receipt): boolean {
  return then !== undefined && then.file === now.file && then.inputs === now.inputs && then.ims === now.ims;
}

/** The file's text: indented JSON and a line end. */
export function formatReceipt({ file, inputs, ims }: Receipt): string {
  return `${JSON.stringify({ receipt: "technical account", version: 1, file, inputs, ims }, undefined, 2)}\n`;
}

/** A receipt from a file's text; `undefined` for anything else, which then counts as no receipt. */
export function parseReceipt(text: string): Receipt | undefined {
  const data = jsonOf(text);
  if (typeof data !== "object" || data === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(data));
  const [file, inputs, ims] = ["file", "inputs", "ims"].map((name) => fields.get(name));
  if (fields.get("version") !== 1) return undefined;
  return typeof file === "string" && typeof inputs === "string" && typeof ims === "string"
    ? { file, inputs, ims }
    : undefined;
}

/** No two sets of inputs give the same message: it is a JSON list. */
function messageOf({ mode, fields, key }: Credentials): string {
  const { organization, clientId, technicalAccountId, clientSecret } = fields;
  return JSON.stringify([mode, organization, clientId, technicalAccountId, textOf(clientSecret), key?.reveal() ?? ""]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
