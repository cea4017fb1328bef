import { changeFile } from "../changes/change-file.ts";
import type { FileSnapshot } from "../changes/file-state.ts";
import { valueMap } from "../expression/value.ts";
import { withLine, withoutLines } from "../formats/lines.ts";
import { problem } from "../problems/problem.ts";
import { alias, boolean, oneOf, optional, targetPath, text, withDefault } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { regularExpression } from "../schema/regular-expression.ts";
import { defineModule } from "./contract/define-module.ts";
import type { HostView } from "./contract/host-view.ts";
import { fileContent } from "./contract/reads.ts";
import { attributeParameters, attributesOf, unsafeWritesParameter } from "./files/attribute-parameters.ts";
import { placeOfFile } from "./files/file-reads.ts";
import { needDirectory } from "./files/need-directory.ts";
import { needNoLink } from "./files/need-no-link.ts";
import { checkLineTask, unwantedLine, wantedLine } from "./lineinfile/line-parameters.ts";
import { decodeFile } from "./lineinfile/text-codec.ts";

/** Makes sure one line is, or is not, in a text file. */
export default defineModule({
  name: "lineinfile",
  aliases: ["ansible.builtin.lineinfile"],
  summary: "Makes sure one line is, or is not, in a text file.",
  notes: `
- The line that \`regexp\` or \`search_string\` finds is replaced (the last one, the first with \`firstmatch\`). When none is
  found, a line that reads exactly like \`line\` is enough; else it is added where \`insertafter\` or \`insertbefore\` says.
- A \`regexp\` without \`backrefs\` should also match the new line, or every run adds to the file.
- Line ends stay as they are: CRLF is no part of what \`regexp\` sees, new lines end as their neighbors do, and a last line
  without an end does not get one. Ansible writes LF.
- \`line\` is one line; Ansible lets it hold several and then adds them again in every run.
- Regular expressions are Python's, without look-around and back-references inside the pattern, so that no file can
  make the search endless.
- A file that is not UTF-8 keeps its bytes; the task may then use ASCII only, since the bytes of anything else are a guess.`,
  parameters: {
    path: alias(targetPath("The file. Symbolic links are followed."), "dest", "destfile", "name"),
    line: optional(
      alias(text("The line, without its end. With `backrefs`, `\\1` and `\\g<name>` are groups."), "value"),
    ),
    regexp: optional(
      alias(regularExpression("Finds the line to replace, or with `state: absent` the lines to remove."), "regex"),
    ),
    search_string: optional(text("As `regexp`, but a text that the line holds.")),
    state: withDefault(oneOf(["present", "absent"], "Whether the line should be there."), "present"),
    insertafter: optional(
      text("`EOF`, `BOF`, or a regular expression: a new line goes behind the last line that it matches."),
    ),
    insertbefore: optional(
      text("`BOF`, or a regular expression: a new line goes before the last line that it matches."),
    ),
    backrefs: withDefault(
      boolean("`line` uses the groups of `regexp`; when that matches nothing, nothing is added."),
      false,
    ),
    firstmatch: withDefault(boolean("The first line that matches is meant, not the last."), false),
    create: withDefault(boolean("Make the file when it is missing."), false),
    ...attributeParameters,
    unsafe_writes: unsafeWritesParameter,
    backup: refused({
      accepts: false,
      why: "Every change keeps what it replaced, so a copy beside the file is not needed.",
    }),
    validate: refused({ why: "A command that checks the new file before it is in place is not supported yet." }),
  },
  examples: [
    {
      title: "A setting, whatever it was before",
      given: { "/etc/app.conf": "# limits\nworkers = 2\nport = 80\n" },
      task: 'lineinfile:\n  path: /etc/app.conf\n  regexp: "^workers\\\\s*="\n  line: workers = 4\n',
      then: { "/etc/app.conf": "# limits\nworkers = 4\nport = 80\n" },
    },
    {
      title: "Part of a line, the rest kept",
      given: { "/etc/app.xml": '<app>\r\n  <pipelined autoStart="true"/>\r\n</app>' },
      task: `lineinfile:
  path: /etc/app.xml
  regexp: '^(\\s*<pipelined )(?:authType="[^"]*" )?(.*)$'
  line: '\\1authType="imsJwtToken" \\2'
  backrefs: true
`,
      then: { "/etc/app.xml": '<app>\r\n  <pipelined authType="imsJwtToken" autoStart="true"/>\r\n</app>' },
    },
    {
      title: "A new line in its place",
      given: { "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n" },
      task: "lineinfile:\n  path: /etc/hosts\n  line: 192.0.2.7 db\n  insertafter: ^127\n",
      then: { "/etc/hosts": "127.0.0.1 localhost\n192.0.2.7 db\n::1 localhost\n" },
    },
    {
      title: "Lines that must not be there",
      given: { "/etc/app.conf": "debug = 1\nport = 80\ndebug = 2\n" },
      task: 'lineinfile:\n  path: /etc/app.conf\n  regexp: "^debug"\n  state: absent\n',
      then: { "/etc/app.conf": "port = 80\n" },
    },
  ],
  reads: ({ path, create }) => [fileContent(path), ...(create ? placeOfFile(path) : [])],
  async decide({ path, state, create, unsafe_writes: unsafeWrites, mode, owner, group, ...task }, host) {
    checkLineTask(task, state);
    const before = await host.readFile(path);
    if (before === undefined) {
      if (state === "absent")
        return {
          changes: [],
          result: valueMap([
            ["found", 0],
            ["msg", "file not present"],
          ]),
        };
      await needPlace(host, path, create);
    }
    const { content, message, found } = editLines(before, task, state);
    const attributes = attributesOf({ mode, owner, group });
    const entries = [
      ["msg", message],
      ["backup", ""],
      ...(found === undefined ? [] : [["found", found] as const]),
    ] as const;
    return { changes: changeFile({ path, before, content, attributes, unsafeWrites }), result: valueMap(entries) };
  },
});

async function needPlace(host: HostView, path: string, create: boolean): Promise<void> {
  if (!create) {
    throw problem("RB5001", `${path} does not exist`, { hint: '"create: true" makes it.' });
  }
  await needNoLink(host, path);
  await needDirectory(host, path);
}

/** The file's new bytes, and what is said about them. */
function editLines(
  before: FileSnapshot | undefined,
  task: Parameters<typeof wantedLine>[0],
  state: "present" | "absent",
): { readonly content: Uint8Array; readonly message: string; readonly found?: number } {
  const { line, search_string, insertafter, insertbefore } = task;
  const file = decodeFile(before, [line, search_string, insertafter, insertbefore]);
  if (state === "absent") {
    const { text: left, removed } = withoutLines(file.text, unwantedLine(task));
    return { content: file.encode(left), message: removed === 0 ? "" : `${removed} line(s) removed`, found: removed };
  }
  const { text: edited, did } = withLine(file.text, wantedLine(task));
  return { content: file.encode(edited), message: did === undefined ? "" : `line ${did}` };
}
