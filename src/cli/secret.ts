import type { Command } from "commander";
import type { EncryptFlags } from "./encrypt-flags.ts";
import { type VaultFlags, withVault } from "./flags.ts";
import type { World } from "./world.ts";

const examples = `
The format is Ansible Vault's: ansible-vault reads what this writes, and the other way round. Without a file, or with "-",
standard input is read and standard output written.

Examples:
  runbook secret encrypt group_vars/all/vault.yml -J
  runbook secret encrypt --name db_password --vault-password-file ~/.vault-pass < password.txt >> group_vars/db.yml
  runbook secret view group_vars/all/vault.yml --vault-id prod@~/.vault-prod
  runbook secret edit group_vars/all/vault.yml -J        in $EDITOR; the plain text never stands beside the file`;

/** `runbook secret encrypt|decrypt|edit|view`: files and values in Ansible Vault's format. */
export function addSecret(program: Command, world: World): void {
  const secret = program
    .command("secret")
    .description("encrypt, decrypt, edit and view secrets as Ansible Vault does")
    .addHelpText("after", examples);
  withVault(secret.command("encrypt"))
    .argument("[files...]", "files to encrypt in place; - for standard input")
    .description("encrypt files, or a value for a file of variables")
    .option("--encrypt-vault-id <id>", "which of several passwords encrypts")
    .option("--name <name>", "print standard input as a YAML value with this name")
    .action(async (files: readonly string[], flags: EncryptFlags) => {
      const { encrypt } = await import("./secret-encrypt.ts");
      await encrypt(world, files, flags);
    });
  withVault(secret.command("decrypt"))
    .argument("[files...]", "files to decrypt in place; - for standard input")
    .description("decrypt files")
    .action(async (files: readonly string[], flags: VaultFlags) => {
      const { decrypt } = await import("./secret-decrypt.ts");
      await decrypt(world, files, flags);
    });
  withVault(secret.command("view"))
    .argument("[files...]", "encrypted files; - for standard input")
    .description("print what is in encrypted files")
    .action(async (files: readonly string[], flags: VaultFlags) => {
      const { view } = await import("./secret-decrypt.ts");
      await view(world, files, flags);
    });
  withVault(secret.command("edit"))
    .argument("<file>", "an encrypted file")
    .description("change an encrypted file in $EDITOR")
    .action(async (file: string, flags: VaultFlags) => {
      const { edit } = await import("./secret-edit.ts");
      await edit(world, file, flags);
    });
}
