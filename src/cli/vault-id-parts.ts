import { defaultId } from "../secrets/vault/vault.ts";

/** The parts of `[ID@]SOURCE`; without an id it is the default one. */
export function vaultIdParts(text: string): { readonly id: string; readonly source: string } {
  const [, id, source] = /^([^@/]*)@(.*)$/s.exec(text) ?? [undefined, undefined, text];
  return { id: id || defaultId, source: source ?? text };
}
