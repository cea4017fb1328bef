/**
 * What may stand at a keyword. `text`: as it is; `flag`: true or false; `number`; `words`: one or a list; `template`: any
 * value with `{{ }}` in it; `switch`: a flag that may be a template; `conditions`: expressions without braces; `variables`:
 * names to values; `steps`: tasks; `name`: a variable's name; `mapping`: keys of its own.
 */
export type KeywordForm =
  | "text"
  | "flag"
  | "number"
  | "words"
  | "template"
  | "switch"
  | "conditions"
  | "variables"
  | "steps"
  | "name"
  | "mapping";

/** A keyword for editors and for the analysis of references: its form, and what it means. */
export interface KeywordFacts {
  readonly form: KeywordForm;
  readonly doc: string;
}

const facts = (form: KeywordForm, doc: string): KeywordFacts => ({ form, doc });

/** Keywords of plays and tasks, also of those that are not carried out yet: the lists in `keywords.ts` say which are. */
export const keywordFacts: Readonly<Record<string, KeywordFacts>> = {
  action: facts("template", "The module, by another way of writing."),
  always: facts("steps", "Tasks that run in any case, at the end of the block."),
  any_errors_fatal: facts("flag", "One host's failure stops all."),
  args: facts("mapping", "More parameters of the module, for `command: text`."),
  async: facts(
    "template",
    "Seconds that the task may take, as timeout; with poll: 0 its command runs on for at most so many, as a job.",
  ),
  become: facts("switch", "Run as another user."),
  become_flags: facts("template", "`-i`: in the environment of that user's login."),
  become_method: facts("template", "sudo, su or doas."),
  become_user: facts("template", "The user to become; root when left out."),
  block: facts("steps", "Tasks that belong together."),
  collections: facts("words", "Accepted, without effect: modules are known by their names."),
  changed_when: facts("conditions", "What counts as a change; sees the registered variable."),
  check_mode: facts("flag", "false: runs in a plan too. true: never more than a preview."),
  confirm_within: facts(
    "text",
    "A time from 5s to 60m: unless a new connection confirms in time, the host undoes the task, or all of the block.",
  ),
  connection: facts("template", "How hosts are reached, as the variable ansible_connection."),
  delay: facts("template", "Seconds between two tries."),
  delegate_facts: facts(
    "flag",
    "The facts that a delegated task finds out or sets are those of the host that it is delegated to.",
  ),
  delegate_to: facts("template", "The host that the task runs on instead."),
  description: facts("text", "For readers of the file."),
  diff: facts("flag", "Whether differences are shown."),
  environment: facts("template", "Environment variables of commands."),
  failed_when: facts("conditions", "What counts as a failure; sees the registered variable."),
  force_handlers: facts("flag", "Notified handlers also run on hosts that failed."),
  gather_facts: facts("flag", "false: the play asks its hosts for no facts. Else it asks for those that it mentions."),
  gather_subset: facts("words", "Facts that are asked for, mentioned or not; `!name`: never."),
  gather_timeout: facts("template", "Accepted, without effect: facts have 60 seconds."),
  handlers: facts("steps", "Tasks that run when they are notified."),
  hosts: facts("template", "A pattern of hosts and groups, or a list of patterns."),
  ignore_errors: facts("switch", "A failure is shown, and the host goes on."),
  ignore_unreachable: facts("switch", "A host that cannot be reached goes on with the next task."),
  inputs: facts("mapping", "Values that the runbook needs from outside."),
  import_playbook: facts("text", "Another runbook whose plays stand here."),
  import_role: facts("template", "A role whose tasks stand here."),
  import_tasks: facts("template", "A file whose tasks stand here."),
  include_role: facts("template", "A role whose tasks run here."),
  include_tasks: facts("template", "A file whose tasks run here."),
  listen: facts("words", "Topics that notify this handler besides its name."),
  local_action: facts("template", "A module that runs on this machine."),
  lock: facts("template", "What of a host is locked while the play changes it, instead of the whole host."),
  loop: facts("template", "Runs once for each item of a list, as `item`."),
  loop_control: facts("template", "`loop_var`: another name than `item`; `label`: what messages call an item."),
  manual: facts("template", "What a person does: `instructions`, `link`, and inputs to `capture`."),
  module_defaults: facts("mapping", "Parameters of modules, by the module's name, for tasks that do not give them."),
  max_fail_percentage: facts("template", "More failed hosts than this stop the play."),
  meta: facts(
    "text",
    "`flush_handlers`: run the notified handlers now. `end_host`, `end_play`, `end_batch`, `reset_connection`, `clear_facts`, `clear_host_errors`, `noop`.",
  ),
  name: facts("text", "Shown on screens."),
  no_log: facts("flag", "Hides commands, differences and output of the task."),
  notify: facts("template", "Handlers, by name or topic, that run if the task changed something."),
  order: facts("text", "inventory, reverse_inventory, sorted or reverse_sorted."),
  plays: facts("template", "Tasks for the hosts of a pattern, in order."),
  poll: facts("template", "0: the command of a task with async is only started, and async_status asks for it."),
  port: facts("template", "The SSH port, as the variable ansible_port."),
  post_tasks: facts("steps", "Tasks after those of the play."),
  pre_tasks: facts("steps", "Tasks before those of the play."),
  register: facts("name", "The variable that keeps the result."),
  remote_user: facts("template", "Who logs in, as the variable ansible_user."),
  rescue: facts("steps", "Tasks that run when one of the block fails."),
  retries: facts("template", "How often the task is tried again."),
  roles: facts("template", "Roles whose tasks run before those of the play."),
  run_once: facts("text", "Once for all hosts; `batch`: once for each batch of `serial`."),
  serial: facts("template", "How many hosts at a time."),
  source: facts("text", "Address of the step of the document that the task carries out."),
  strategy: facts("text", "linear: hosts wait for each other after each task. free, as usual: they do not."),
  tags: facts("words", "For --tags and --skip-tags; `always` and `never` mean what they do in Ansible."),
  tasks: facts("steps", "What is done, in order."),
  throttle: facts("number", "On how many hosts the task runs at a time."),
  timeout: facts("template", "Seconds that the task may take."),
  until: facts("conditions", "The task is tried again until this holds."),
  user: facts("template", "The same as remote_user."),
  vars: facts("variables", "Variables."),
  vars_files: facts("template", "Files with variables."),
  vars_prompt: facts("template", "Variables that a person is asked for, or that -e gives."),
  when: facts("conditions", "Otherwise the task is skipped. A list must hold altogether."),
  with_dict: facts("template", "Runs once for each key of a mapping."),
  with_fileglob: facts("template", "Runs once for each file that matches."),
  with_items: facts("template", "Runs once for each item of a list, as `item`."),
  with_list: facts("template", "Runs once for each item of a list, as it is."),
  with_nested: facts("template", "Runs once for each combination of items."),
  with_sequence: facts("template", "Runs once for each number."),
};

/** What is known of a keyword, also by its long name; a keyword that is not in the table may hold anything. */
export function factsOfKeyword(keyword: string): KeywordFacts {
  return keywordFacts[keyword.replace(/^ansible\.builtin\./, "")] ?? { form: "template", doc: "" };
}
