import { type ValueMap, valueMap } from "../expression/value.ts";
import { list, oneOf, optional, text } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { defineModule } from "./contract/define-module.ts";
import { checkFilter } from "./setup/check-filter.ts";
import { probeScript } from "./setup/probe-script.ts";
import { readFacts } from "./setup/read-facts.ts";
import { chosenSubsets, isWanted, subsets, subsetWords } from "./setup/subsets.ts";

/** Finds out what a host is. */
export default defineModule({
  name: "setup",
  aliases: ["ansible.builtin.setup", "gather_facts", "ansible.builtin.gather_facts"],
  summary: "Finds out what a host is: system, distribution, hardware, user, package manager, Python, tools.",
  notes: `Read only, without Python on the host, in one round trip; only what \`gather_subset\` and \`filter\` ask for is looked for. A play asks by itself for the facts that it mentions (unless it says \`gather_facts: false\`), so this task is only needed to gather again, or facts that only a run can tell. Facts are the keys of \`ansible_facts\`, and variables with \`ansible_\` in
front, as in Ansible:

| subset | facts |
|---|---|
| \`platform\` | \`system\` (\`Linux\`), \`kernel\`, \`architecture\`, \`hostname\` (up to the first dot), \`nodename\` |
| \`distribution\` | \`distribution\`, \`distribution_version\`, \`distribution_release\`, \`os_family\`, and \`os_release\` with \`id\`, \`version_id\`, \`pretty_name\`: as os-release(5) on the host says |
| \`hardware\` | \`processor_nproc\`, \`memtotal_mb\`, \`swaptotal_mb\` |
| \`user\` | \`user_id\`, \`user_uid\`, \`user_gid\`, \`user_dir\`, \`user_shell\`: of the user the task runs as |
| \`pkg_mgr\` | \`pkg_mgr\`: \`apt\`, \`dnf\`, \`microdnf\`, \`yum\`, \`zypper\`, \`apk\`, \`pacman\` |
| \`python\` | \`python\` with \`executable\` (a path), \`python_version\` |
| \`tools\` | \`shells\` and \`tools\`: names of those of a short list that are in \`PATH\` |

- Facts of a later task come to those that are known.
- What a host cannot tell is null (\`python\` where there is none).
- \`min\` is all but \`hardware\` and \`tools\`. \`!name\` takes one away.
- Network, devices, mounts and the like are not gathered: let [command](command.md) ask for what a runbook needs.

\`\`\`yaml
- setup:
    gather_subset: [distribution, pkg_mgr]
- debug:
    msg: "{{ ansible_facts.distribution }} {{ ansible_distribution_version }} with {{ ansible_facts.pkg_mgr }}"
- assert:
    that: "'openssl' in ansible_facts.tools"
  when: ansible_facts.tools is defined
\`\`\``,
  readOnly: true,
  sets: ["ansible_facts", ...Object.values(subsets).flatMap((names) => names.map((name) => `ansible_${name}`))],
  parameters: {
    gather_subset: optional(
      list(oneOf(subsetWords, "A subset."), "Which subsets are looked for. Left out, all whose facts are asked for."),
    ),
    filter: optional(
      list(text("A pattern."), "Only facts with such a name; `*` and `?` stand for anything. Left out, every fact."),
    ),
    gather_timeout: refused({ accepts: 10, why: "The whole look has 60 seconds." }),
    fact_path: refused({ accepts: "/etc/ansible/facts.d", why: "Files on the host are not run." }),
  },
  examples: [],
  async decide({ gather_subset: words = [], filter = [] }, host) {
    const wanted = filter.filter((pattern) => pattern !== "");
    checkFilter(wanted, "RB5009");
    const chosen = chosenSubsets(words).filter((name) => subsets[name].some((fact) => isWanted(fact, wanted)));
    const printed = chosen.length === 0 ? "" : (await host.probe(probeScript, { args: chosen })).stdout;
    const facts = onlyWanted(readFacts(chosen, printed), wanted);
    const injected = Object.entries(facts).map(([name, value]) => [`ansible_${name}`, value] as const);
    return {
      changes: [],
      gathered: valueMap([["ansible_facts", facts], ...injected]),
      result: valueMap([["ansible_facts", facts]]),
    };
  },
});

function onlyWanted(facts: ValueMap, patterns: readonly string[]): ValueMap {
  return valueMap(Object.entries(facts).filter(([name]) => isWanted(name, patterns)));
}
