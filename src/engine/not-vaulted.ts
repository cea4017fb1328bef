import { problem } from "../problems/problem.ts";
import { isVault } from "../secrets/vault/is-vault.ts";

/** A file's content. RB3206 for a vault: Ansible would open it, so its user does not expect to find the vault's text on a host. */
export function notVaulted(content: Uint8Array, name: string): Uint8Array {
  if (!isVault(Buffer.from(content.subarray(0, 20)).toString("latin1"))) return content;
  throw problem("RB3206", `"${name}" is vaulted, and files are not opened on their way to a host`, {
    hint: "Put the secret into a vaulted variable, and write the file with copy's content or a template.",
  });
}
