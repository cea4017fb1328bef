import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { defaultId, Vault } from "../secrets/vault/vault.ts";
import type { VaultFlags } from "./flags.ts";
import { ask } from "./prompt.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";

/** The vault of a `secret` command: as the flags say, else a person is asked; twice for a `fresh` password. RB3201. */
export async function secretVault(world: World, flags: VaultFlags, { fresh = false } = {}): Promise<Vault> {
  const given = await vaultFor(world, { ...flags, askVaultPass: flags.askVaultPass === true && !fresh });
  const wantsQuestion = flags.askVaultPass === true && fresh;
  if (given.hasPassword && !wantsQuestion) return given;
  if (!world.input.isTTY) {
    throw problem("RB3201", "no vault password was given", {
      hint: "Give it with --vault-password-file FILE or --vault-id ID@FILE.",
    });
  }
  const text = await ask(world, fresh ? "New vault password: " : "Vault password: ", { hidden: true });
  if (fresh && text !== (await ask(world, "The same again: ", { hidden: true }))) {
    throw problem("RB3201", "the two passwords are not the same", { hint: "Nothing was written." });
  }
  if (text === "") throw problem("RB3201", "the vault password is empty", { hint: "Nothing was written." });
  return new Vault([{ id: defaultId, password: new SecretText("vault password", text) }]);
}
