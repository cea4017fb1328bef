import { problem } from "../problems/problem.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import type { EncryptFlags } from "./encrypt-flags.ts";
import { type SecretFile, secretFiles } from "./secret-files.ts";
import { secretVault } from "./secret-vault.ts";
import type { World } from "./world.ts";

/** `secret encrypt`: each file in place; with `--name` standard input as a YAML value. Nothing is written unless all can be. */
export async function encrypt(world: World, names: readonly string[], flags: EncryptFlags): Promise<void> {
  if (flags.name !== undefined) checkName(flags.name, names);
  const vault = await secretVault(world, flags, { fresh: true });
  const files = await secretFiles(world, names);
  const sealed = files.map((file) => {
    refuseVault(file);
    const bytes = flags.name === undefined ? file.bytes : withoutLineEnd(file.bytes);
    const text = vault.seal(bytes, { id: flags.encryptVaultId, salt: world.random(32) });
    return { file, text: flags.name === undefined ? text : yamlValue(flags.name, text) };
  });
  for (const { file, text } of sealed) await file.write(Buffer.from(text));
}

function checkName(name: string, files: readonly string[]): void {
  if (files.some((file) => file !== "-")) {
    throw problem("RB8001", "--name is for standard input, and a file was given", {
      hint: "runbook secret encrypt --name NAME < FILE",
    });
  }
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return;
  throw problem("RB8001", `"${name}" cannot be a variable's name`, { hint: "Letters, digits and underscores." });
}

function refuseVault({ shown, bytes }: SecretFile): void {
  if (!isVault(bytes.subarray(0, 100).toString("latin1"))) return;
  throw problem("RB3205", `${shown} is encrypted already`, { hint: "Nothing was written." });
}

/** As people mean it: the line end after the last line is the terminal's, not the secret's. */
function withoutLineEnd(bytes: Buffer): Buffer {
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length;
  return bytes.subarray(0, end);
}

function yamlValue(name: string, text: string): string {
  return `${name}: !vault |\n${text.replace(/^(?=.)/gm, " ".repeat(10))}`;
}
