/** What to write instead of an Ansible keyword that is not carried out. */
const mends: Readonly<Record<string, string>> = {
  become_exe: "become_method chooses sudo, su or doas; which program that is, the host's PATH tells.",
  debugger: "There is no debugger: look at a plan, or add a debug task and -v.",
  fact_path: "No local facts are read. Read such a file with slurp and from_json.",
  gather_timeout: "gather_timeout is for plays; give a setup task a timeout.",
  include: "It is import_tasks; or include_tasks, which may have a loop and a name with expressions.",
  port: "Say it in the inventory (ansible_port) or for the play: a host has one connection.",
  remote_user: "Say it in the inventory (ansible_user) or for the play; to act as somebody else there is become.",
  strategy: "strategy is for plays.",
  order: "order is for plays.",
  force_handlers: "force_handlers is for plays.",
  vars_prompt: "vars_prompt is for plays.",
  gather_subset: "gather_subset is for plays.",
  with_first_found: "Name the file in an expression, or list files under vars_files: the first that is there counts.",
  with_subelements: "Use loop: \"{{ users | subelements('keys') }}\", and item[0], item[1].",
  with_cartesian: "It is with_nested; or loop over lists | product.",
  with_file: "Use loop over the names, and lookup('file', item).",
  with_fileglob: "Name the files in a list: which there are is known before the run.",
  with_together: 'Use loop: "{{ one | zip(other) | list }}", and item[0], item[1].',
  with_flattened: 'Use loop: "{{ lists | flatten }}".',
  with_indexed_items: "Use loop, and loop_control: { index_var: index }.",
  with_random_choice: "A run must be the same when it is resumed: choose beforehand, with -e.",
  with_inventory_hostnames: "Use loop: \"{{ groups['web'] }}\".",
  with_lines: "Use a command with check_mode: false, register, and loop over its stdout_lines.",
};

/** A hint for a keyword that is not carried out. */
export function mendOf(keyword: string): string {
  return mends[keyword] ?? "Nothing is ever ignored silently: take it out, or say the same in another way.";
}

/** A hint for `with_` and the name of a lookup, of which there are only some. */
export function mendOfLoop(key: string): string | undefined {
  return key.startsWith("with_") ? "Use loop, with an expression that makes the list." : undefined;
}
