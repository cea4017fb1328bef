/**
 * Whether a variable of this name holds a secret by all appearances: what Ansible calls passwords (`ansible_password`,
 * `ansible_become_pass`), and names that end in password, passphrase, secret, token, api_key, private_key and such.
 */
export function isSecretName(name: string): boolean {
  return /(?:^|[_-])(?:pass|passwd|password|passphrase|pwd|secret|token|api_?key|private_?key|credentials?)$/i.test(
    name,
  );
}
