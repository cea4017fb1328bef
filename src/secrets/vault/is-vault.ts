/** What every Ansible Vault text begins with. */
export const vaultMark = "$ANSIBLE_VAULT;";

/** True for the text of an Ansible Vault. */
export function isVault(text: string): boolean {
  return text.startsWith(vaultMark);
}
