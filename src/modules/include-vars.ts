import { valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { integer, list, optional, text } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { defineModule } from "./contract/define-module.ts";

/** Brings the variables of files in. */
export default defineModule({
  name: "include_vars",
  aliases: ["ansible.builtin.include_vars"],
  summary: "Sets variables of the host from files beside the runbook, for the rest of the run.",
  notes: `
- The files are read with the runbook: they are a part of its text for plans and resumes, and \`validate\` knows what they define.
- \`file\` and \`dir\` may hold expressions if enough of the name is written out: \`os/{{ os }}.yml\` is one of the files \`os/*.yml\`, and all of
  them are read. On a host for which there is none, the task fails.
- Looked for in \`vars/\` and beside: of the role, of the file that says it, of the runbook. \`.yml\`, \`.yaml\` and \`.json\`; they
  may be vaulted.
- The variables win over those of plays, roles and tasks; what tasks register or set, and extra vars, win over them. Their templates
  are evaluated when they are used.

\`\`\`yaml
- include_vars: ports.yml
- include_vars: { file: limits.yml, name: limits }
- debug: { msg: "{{ http_port }} {{ limits.workers }}" }
\`\`\``,
  offHost: true,
  readOnly: true,
  freeForm: "file",
  parameters: {
    file: optional(text("A file of variables.")),
    dir: optional(text("A folder: all its files, in the order of their names, later ones win.")),
    name: optional(text("One variable that holds them all, as a mapping. Without templates.")),
    depth: optional(integer("How many folders deep `dir` is read. Default: all.")),
    extensions: optional(list(text("An ending."), "Endings of the files of `dir`. Default: yml, yaml, json.")),
    hash_behaviour: refused({ accepts: "replace", why: "Mappings are never merged; use the filter combine." }),
    files_matching: refused({ why: "Put the files into a folder of their own." }),
    ignore_files: refused({ why: "Put the files into a folder of their own." }),
    ignore_unknown_extensions: refused({ accepts: true, why: "Files with other endings are always left out." }),
  },
  examples: [],
  async decide({ file, dir }) {
    const brings = file ?? dir;
    if (brings === undefined || (file !== undefined && dir !== undefined)) {
      throw problem("RB5009", 'include_vars needs either "file" or "dir"');
    }
    return { changes: [], brings, result: valueMap([["ansible_included_var_files", [brings]]]) };
  },
});
