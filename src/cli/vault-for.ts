import { access, constants } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { problem } from "../problems/problem.ts";
import { assertPrivateFile } from "../secrets/assert-private-file.ts";
import { secretFromCommand } from "../secrets/secret-from-command.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { defaultId, Vault, type VaultPassword } from "../secrets/vault/vault.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import type { VaultFlags } from "./flags.ts";
import { ask } from "./prompt.ts";
import { vaultIdParts } from "./vault-id-parts.ts";
import type { World } from "./world.ts";

/** The vault passwords that the flags name, in the order of ids, files, question. RB3201, RB3104, RB8002. */
export async function vaultFor(world: World, flags: VaultFlags): Promise<Vault> {
  const passwords: VaultPassword[] = [];
  for (const { id, source } of sourcesOf(flags)) {
    const text = source === "prompt" ? await asked(world, id) : await fromFile(pathOf(world, source), source, id);
    if (text === "") throw problem("RB3201", `the vault password of ${source} is empty`);
    passwords.push({ id, password: new SecretText(`vault password ${id}`, text) });
  }
  const vault = new Vault(passwords);
  for (const { password } of passwords) vault.heard(password);
  return vault;
}

/** `~/` is the user's home also where no shell makes it so, as behind `ID@`. */
function pathOf({ directory, home }: World, source: string): string {
  return source.startsWith("~/") ? join(home, source.slice(2)) : resolve(directory, source);
}

function sourcesOf({ vaultId = [], vaultPasswordFile = [], askVaultPass }: VaultFlags) {
  return [
    ...vaultId.map(vaultIdParts),
    ...vaultPasswordFile.map((source) => ({ id: defaultId, source })),
    ...(askVaultPass ? [{ id: defaultId, source: "prompt" }] : []),
  ];
}

async function asked(world: World, id: string): Promise<string> {
  if (!world.input.isTTY) {
    throw problem("RB8002", "the vault password is to be asked for, and nobody can be asked here", {
      hint: "Give it with --vault-password-file FILE.",
    });
  }
  return ask(world, `Vault password${id === defaultId ? "" : ` (${id})`}: `, { hidden: true });
}

/** What stands in a file, or what it prints when it is a program; blanks around it do not count. */
async function fromFile(path: string, shown: string, id: string): Promise<string> {
  if (await isProgram(path)) {
    const isClient = /-client(\.[^.]*)?$/.test(basename(path));
    return (await secretFromCommand([path, ...(isClient ? ["--vault-id", id] : [])])).trim();
  }
  const { text } = await readSourceFile(path, shown);
  await assertPrivateFile(path, shown);
  return text.trim();
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
