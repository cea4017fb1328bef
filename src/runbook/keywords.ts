/** Keywords of a task that we carry out. */
export const taskKeywords = [
  "name",
  "when",
  "register",
  "loop",
  "loop_control",
  "with_items",
  "with_list",
  "with_dict",
  "with_nested",
  "with_sequence",
  "until",
  "retries",
  "delay",
  "notify",
  "listen",
  "tags",
  "vars",
  "args",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "changed_when",
  "failed_when",
  "ignore_errors",
  "check_mode",
  "confirm_within",
  "environment",
  "no_log",
  "manual",
  "source",
  "meta",
  "any_errors_fatal",
  "run_once",
  "timeout",
  "throttle",
  "async",
  "poll",
  "action",
  "local_action",
  "delegate_to",
  "delegate_facts",
  "connection",
  "diff",
  "collections",
  "module_defaults",
  "ignore_unreachable",
] as const;

/** Keywords of a block: what it is made of, and what it says for its tasks. */
export const blockKeywords = [
  "name",
  "block",
  "rescue",
  "always",
  "when",
  "notify",
  "tags",
  "vars",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "ignore_errors",
  "check_mode",
  "environment",
  "no_log",
  "any_errors_fatal",
  "run_once",
  "timeout",
  "throttle",
  "confirm_within",
  "delegate_to",
  "delegate_facts",
  "connection",
  "diff",
  "collections",
  "module_defaults",
  "ignore_unreachable",
] as const;

/** Keywords of a loop. */
export const loopKeywords = [
  "loop",
  "loop_control",
  "with_items",
  "with_list",
  "with_dict",
  "with_nested",
  "with_sequence",
] as const;

/** What is said of tasks that stand elsewhere, and given to each of them. */
const passedOn = [
  "when",
  "tags",
  "vars",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "ignore_errors",
  "check_mode",
  "environment",
  "no_log",
  "any_errors_fatal",
  "run_once",
  "timeout",
  "throttle",
  "delegate_to",
  "delegate_facts",
  "connection",
  "diff",
  "collections",
  "module_defaults",
  "ignore_unreachable",
] as const;

/** Keywords of a task that stands for the tasks of another file. */
export const importKeywords = [
  "name",
  "import_tasks",
  "include_tasks",
  "ansible.builtin.import_tasks",
  "ansible.builtin.include_tasks",
  ...passedOn,
] as const;

/** What an entry of `roles` or of a role's dependencies may say besides the role's name; other keys are given to the role. */
export const roleKeywords = passedOn;

/** Keywords of a task that stands for the tasks of a role. */
export const roleTaskKeywords = [
  "name",
  "import_role",
  "include_role",
  "ansible.builtin.import_role",
  "ansible.builtin.include_role",
  ...roleKeywords,
] as const;

/** Keywords that name another runbook whose plays stand there. */
export const importPlaybookKeys = ["import_playbook", "ansible.builtin.import_playbook"] as const;

/** Keywords of an entry that stands for the plays of another runbook. */
export const importPlaybookKeywords = ["name", ...importPlaybookKeys, "vars", "tags", "when"] as const;

/** Keywords of a play that we carry out. */
export const playKeywords = [
  "name",
  "hosts",
  "vars",
  "vars_files",
  "pre_tasks",
  "roles",
  "tasks",
  "post_tasks",
  "handlers",
  "serial",
  "max_fail_percentage",
  "any_errors_fatal",
  "ignore_errors",
  "check_mode",
  "no_log",
  "timeout",
  "throttle",
  "become",
  "become_user",
  "become_method",
  "become_flags",
  "gather_facts",
  "environment",
  "tags",
  "connection",
  "remote_user",
  "port",
  "lock",
  "vars_prompt",
  "order",
  "strategy",
  "force_handlers",
  "gather_subset",
  "gather_timeout",
  "diff",
  "collections",
  "module_defaults",
  "ignore_unreachable",
] as const;

/** Keys of a runbook that is a mapping. */
export const runbookKeywords = ["name", "source", "description", "inputs", "plays"] as const;

/** Ansible's keywords that are not carried out yet: said plainly, instead of "unknown". */
export const foreignKeywords: ReadonlySet<string> = new Set([
  "debugger",
  "fact_path",
  "force_handlers",
  "gather_subset",
  "gather_timeout",
  "with_first_found",
  "with_flattened",
  "with_indexed_items",
  "with_lines",
  "with_random_choice",
  "with_subelements",
  "with_together",
  "order",
  "port",
  "remote_user",
  "strategy",
  "vars_prompt",
  "with_cartesian",
  "with_file",
  "with_fileglob",
  "rollout",
]);
