import { posix } from "node:path";
import { boolean, fileBeside, targetPath, withDefault } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { defineModule } from "./contract/define-module.ts";
import { attributeParameters, attributesOf, unsafeWritesParameter } from "./files/attribute-parameters.ts";
import { fileReads } from "./files/file-reads.ts";
import { placeFile } from "./files/place-file.ts";

const fixedSyntax = "Templates have one syntax: `{{ }}`, `{% %}` and `{# #}`.";

/** Puts a file made from a template on a host. */
export default defineModule({
  name: "template",
  aliases: ["ansible.builtin.template"],
  summary: "Puts a file made from a template beside the runbook on a host.",
  notes: `
- A variable that is not defined is an error with its place in the template, never empty text.
- A symbolic link at \`dest\` is followed, and a missing directory is an error, both as in [copy](copy.md).
- When a secret goes into the template, the whole file counts as secret: its diff is not shown.
- \`checksum\` in the result is SHA-256; Ansible's is SHA-1.`,
  parameters: {
    src: fileBeside(
      "templates",
      "The template: absolute, or beside the runbook, or in the `templates` folder beside it. UTF-8.",
    ),
    dest: targetPath(
      "Where the file goes. When this is a directory, or ends in `/`, it goes into it without `.j2` in its name.",
    ),
    ...attributeParameters,
    force: withDefault(boolean("Whether a file that is there and differs is replaced."), true),
    unsafe_writes: unsafeWritesParameter,
    backup: refused({
      accepts: false,
      why: "Every change keeps what it replaced, so a copy beside the file is not needed.",
    }),
    validate: refused({ why: "A command that checks the new file before it is in place is not supported yet." }),
    newline_sequence: refused({ accepts: "\n", why: "Line ends are written as they stand in the template." }),
    output_encoding: refused({ accepts: "utf-8", why: "Templates are rendered as UTF-8." }),
    trim_blocks: withDefault(boolean("Whether the line end after a statement goes."), true),
    lstrip_blocks: withDefault(boolean("Whether blanks that begin the line of a statement go."), false),
    block_start_string: refused({ accepts: "{%", why: fixedSyntax }),
    block_end_string: refused({ accepts: "%}", why: fixedSyntax }),
    variable_start_string: refused({ accepts: "{{", why: fixedSyntax }),
    variable_end_string: refused({ accepts: "}}", why: fixedSyntax }),
  },
  examples: [
    {
      title: "A settings file from a template",
      given: { "/etc/app/app.conf": "port = 80\n" },
      beside: { "templates/app.conf.j2": "port = {{ 8000 + 80 }}\n" },
      task: "template:\n  src: app.conf.j2\n  dest: /etc/app/app.conf\n",
      then: { "/etc/app/app.conf": "port = 8080\n" },
    },
    {
      title: "Into a directory, which drops the .j2",
      given: { "/etc/app/": "" },
      beside: { "templates/hosts.j2": "{% for n in [1, 2] %}\nnode{{ n }}\n{% endfor %}\n" },
      task: 'template:\n  src: hosts.j2\n  dest: /etc/app/\n  mode: "0600"\n',
      then: { "/etc/app/hosts": { text: "node1\nnode2\n", mode: "0600" } },
    },
  ],
  reads: fileReads,
  async decide({ src, dest, force, unsafe_writes: unsafeWrites, ...rest }, host, project) {
    const { trim_blocks: trimBlocks, lstrip_blocks: lstripBlocks } = rest;
    const rendered = await project.renderTemplate(src, { trimBlocks, lstripBlocks });
    const secret = rendered instanceof SecretText;
    const content = Buffer.from(secret ? rendered.reveal() : rendered);
    const name = posix.basename(src).replace(/\.j2$/, "");
    const attributes = attributesOf(rest);
    return placeFile(host, { dest, name, content, secret, attributes, force, unsafeWrites });
  },
});
