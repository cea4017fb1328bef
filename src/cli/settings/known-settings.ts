/** How a setting's text becomes the value of a flag. */
export type SettingKind =
  | "paths"
  | "search path"
  | "path"
  | "text"
  | "count"
  | "seconds"
  | "yes or no"
  | "become method"
  | "vault ids";

/** A flag that a configuration file and the environment can give, too. */
export interface Setting {
  /** The flag's name in the program. */
  readonly flag: string;
  /** A command has the setting when it has this flag; the setting's own when left out. */
  readonly goesWith?: string;
  readonly kind: SettingKind;
  /** Sections and key in ansible.cfg; a later section wins, as in Ansible. */
  readonly sections: readonly string[];
  readonly key: string;
  readonly variable: string;
}

const ssh = ["defaults", "ssh_connection"] as const;

/** All of them, with the names that Ansible gives them: `RUNBOOK_X` is Ansible's `ANSIBLE_X`. */
export const knownSettings: readonly Setting[] = [
  setting("inventory", "paths", ["defaults"], "inventory"),
  { ...setting("rolesPath", "search path", ["defaults"], "roles_path"), goesWith: "extraVars" },
  setting("user", "text", ssh, "remote_user"),
  setting("privateKey", "path", ssh, "private_key_file"),
  setting("timeout", "seconds", ssh, "timeout"),
  setting("forks", "count", ["defaults"], "forks"),
  setting("askPass", "yes or no", ["defaults"], "ask_pass"),
  { ...setting("sshArgs", "text", ["ssh_connection"], "ssh_args"), goesWith: "sshCommonArgs" },
  setting("sshCommonArgs", "text", ["ssh_connection"], "ssh_common_args"),
  { ...setting("sshExtraArgs", "text", ["ssh_connection"], "ssh_extra_args"), goesWith: "sshCommonArgs" },
  setting("become", "yes or no", ["privilege_escalation"], "become"),
  setting("becomeUser", "text", ["privilege_escalation"], "become_user"),
  setting("becomeMethod", "become method", ["privilege_escalation"], "become_method"),
  setting("askBecomePass", "yes or no", ["privilege_escalation"], "become_ask_pass"),
  setting("askVaultPass", "yes or no", ["defaults"], "ask_vault_pass"),
  setting("vaultPasswordFile", "paths", ["defaults"], "vault_password_file"),
  setting("vaultId", "vault ids", ["defaults"], "vault_identity_list"),
];

function setting(flag: string, kind: SettingKind, sections: readonly string[], key: string): Setting {
  return { flag, kind, sections, key, variable: `RUNBOOK_${key.toUpperCase()}` };
}

/** Keys that change in Ansible what a run does, and that nothing here reads: what to do instead. */
export const unreadKeys: Readonly<Record<string, string>> = {
  "defaults.remote_port": "set ansible_port for the group all",
  "defaults.hash_behaviour": "mappings are never merged; use the filter combine",
  "defaults.precedence": "the order of variables is fixed",
  "defaults.executable": "commands run with sh",
  "defaults.become_password_file": "give -K to be asked for the password",
  "defaults.connection_password_file": "give -k to be asked for the password",
  "ssh_connection.ssh_executable": "the ssh of your PATH is used",
  "connection.ssh_executable": "the ssh of your PATH is used",
};
