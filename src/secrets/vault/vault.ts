import { problem } from "../../problems/problem.ts";
import type { Opener, Span } from "../../source/span.ts";
import type { SecretText } from "../secret-text.ts";
import { sealed, unsealed } from "./vault-cipher.ts";
import { parseVault, renderVault } from "./vault-text.ts";

/** The id of a password that was given without one. */
export const defaultId = "default";

/** A password and its id. */
export interface VaultPassword {
  readonly id: string;
  readonly password: SecretText;
}

/** Opens and makes Ansible Vault texts with the passwords of a command. */
export class Vault implements Opener {
  readonly #passwords: readonly VaultPassword[];
  readonly #heard = new Map<string, SecretText>();
  #listener: ((secret: SecretText) => void) | undefined;

  constructor(passwords: readonly VaultPassword[]) {
    this.#passwords = passwords;
  }

  /** Whether a password was given. */
  get hasPassword(): boolean {
    return this.#passwords.length > 0;
  }

  /** From now on it hears of every secret, and at once of those that came to light before. */
  listen(listener: (secret: SecretText) => void): void {
    this.#listener = listener;
    for (const secret of this.#heard.values()) listener(secret);
  }

  heard(secret: SecretText): void {
    const text = secret.reveal();
    if (this.#heard.has(text)) return;
    this.#heard.set(text, secret);
    this.#listener?.(secret);
  }

  open(text: string, at?: Span): string {
    return this.openBytes(text, at).bytes.toString("utf8");
  }

  /** The bytes in a vault text, and the password that opened it. RB3201, RB3202, RB3203. */
  openBytes(text: string, at?: Span): { readonly bytes: Buffer; readonly by: VaultPassword } {
    const vault = parseVault(text, at);
    const named = (one: VaultPassword) => one.id === vault.label;
    const ordered = [...this.#passwords.filter(named), ...this.#passwords.filter((one) => !named(one))];
    for (const by of ordered) {
      const bytes = unsealed(vault, by.password.reveal());
      if (bytes) return { bytes, by };
    }
    throw this.#closed(vault.label, at);
  }

  /** A vault text of some bytes. The label goes into it, unless it is the default one. RB3201 without a password of this id. */
  seal(bytes: Uint8Array, { id, salt }: { readonly id: string | undefined; readonly salt: Uint8Array }): string {
    const by = this.#sealer(id);
    const label = by.id === defaultId ? undefined : by.id;
    return renderVault(sealed(bytes, { password: by.password.reveal(), salt, label }));
  }

  #sealer(id: string | undefined): VaultPassword {
    const [first, second] = this.#passwords;
    const wanted = id === undefined ? first : this.#passwords.find((one) => one.id === id);
    if (wanted && (id !== undefined || !second)) return wanted;
    const ids = this.#passwords.map((one) => one.id).join(", ");
    if (id === undefined && wanted) {
      throw problem("RB3201", `several vault passwords were given (${ids})`, {
        hint: "Choose one: --encrypt-vault-id ID.",
      });
    }
    const message =
      id === undefined ? "no vault password was given" : `no vault password with the id "${id}" was given`;
    throw problem("RB3201", message, { hint: "Give it with --vault-password-file, --vault-id or -J." });
  }

  #closed(label: string | undefined, at: Span | undefined) {
    const about = label === undefined ? "" : ` (its label is "${label}")`;
    if (!this.hasPassword) {
      const hint = "Give it with --vault-password-file FILE, or -J to be asked for it.";
      return problem("RB3201", `this is vaulted, and no vault password was given${about}`, { at, hint });
    }
    const ids = this.#passwords.map(({ id }) => id).join(", ");
    const hint = "It was made with another password, or a character of it was changed.";
    return problem("RB3201", `none of the vault passwords (${ids}) opens this${about}`, { at, hint });
  }
}
