import { createReadStream } from "node:fs";
import { problem } from "../problems/problem.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import { largestFile } from "./read-yaml.ts";
import type { Opener, SourceFile } from "./span.ts";

/**
 * A UTF-8 text file (or pipe); RB1001 when it cannot be read, RB1006 when it is larger than 10 MiB. With an `opener`, a file
 * that is an Ansible Vault is opened (RB3201 to RB3203), and so are `!vault` values when they are needed.
 */
export async function readSourceFile(path: string, nameShown: string = path, opener?: Opener): Promise<SourceFile> {
  const bytes = await readBytes(path, nameShown);
  if (bytes.length > largestFile) {
    throw problem("RB1006", `"${nameShown}" is larger than ${largestFile / 1024 / 1024} MiB`);
  }
  const file = { name: nameShown, text: textOf(bytes, nameShown), ...(opener && { opener }) };
  if (!opener || !isVault(file.text)) return file;
  return {
    ...file,
    text: opener.open(file.text, { file, start: 0, end: file.text.indexOf("\n") }),
    vaulted: true,
    sealed: file.text,
  };
}

async function readBytes(path: string, nameShown: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { end: largestFile })) chunks.push(chunk);
  } catch (cause) {
    throw problem("RB1001", `"${nameShown}" cannot be read: ${reasonOf(cause)}`, { cause });
  }
  return Buffer.concat(chunks);
}

function textOf(bytes: Buffer, nameShown: string): string {
  const hint = "save the file as UTF-8 text";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch (cause) {
    throw problem("RB1001", `"${nameShown}" is not UTF-8 text`, { cause, hint });
  }
  throw problem("RB1001", `"${nameShown}" is not a text file: it holds NUL characters`, { hint });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
};

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown reason";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return reasons[code] ?? cause.message;
}
