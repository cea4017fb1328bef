import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { vaultMark } from "./is-vault.ts";

/** What an Ansible Vault text holds; `label` is the id of the password, where the text names one. */
export interface VaultText {
  readonly label: string | undefined;
  readonly salt: Buffer;
  /** HMAC-SHA256 of the ciphertext. */
  readonly mac: Buffer;
  readonly ciphertext: Buffer;
}

const columns = 80;
const hint = "It must be what ansible-vault or runbook secret encrypt wrote, with every line and nothing else.";

/** Reads the formats 1.1 and 1.2 with AES256. RB3203 for others, RB3202 for what is damaged. */
export function parseVault(text: string, at?: Span): VaultText {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const [, version = "", cipher, label] = head.trim().split(";");
  if (!head.startsWith(vaultMark)) throw problem("RB3205", "this is no Ansible Vault text", { at, hint });
  if (cipher !== "AES256" || !(version === "1.1" || version === "1.2")) {
    const known = "Formats 1.1 and 1.2 with AES256 are known; ansible-vault rekey writes them.";
    throw problem("RB3203", `the vault format "${version}" with ${cipher ?? "no cipher"} is not supported`, {
      at,
      hint: known,
    });
  }
  const inner = bytesOf(lines.map((line) => line.trim()).join(""), at).toString("latin1");
  const [salt, mac, ciphertext, ...rest] = inner.split("\n").map((part) => bytesOf(part, at));
  if (!salt?.length || mac?.length !== 32 || !ciphertext?.length || rest.length > 0) throw damaged(at);
  return { label: version === "1.2" ? label : undefined, salt, mac, ciphertext };
}

/** The text as ansible-vault writes it: 1.2 with a label, 1.1 without, 80 columns. */
export function renderVault({ label, salt, mac, ciphertext }: VaultText): string {
  const head = label === undefined ? `${vaultMark}1.1;AES256` : `${vaultMark}1.2;AES256;${label}`;
  const inner = [salt, mac, ciphertext].map((part) => part.toString("hex")).join("\n");
  const lines =
    Buffer.from(inner, "latin1")
      .toString("hex")
      .match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
  return `${[head, ...lines].join("\n")}\n`;
}

function bytesOf(hex: string, at: Span | undefined): Buffer {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) throw damaged(at);
  return Buffer.from(hex, "hex");
}

function damaged(at: Span | undefined) {
  return problem("RB3202", "the vault text is damaged: it is not complete, or something else stands in it", {
    at,
    hint,
  });
}
