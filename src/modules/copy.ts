import { posix } from "node:path";
import { problem } from "../problems/problem.ts";
import { boolean, fileBeside, optional, secretText, targetPath, withDefault } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { defineModule } from "./contract/define-module.ts";
import { attributeParameters, attributesOf, unsafeWritesParameter } from "./files/attribute-parameters.ts";
import { fileReads } from "./files/file-reads.ts";
import { placeFile } from "./files/place-file.ts";

/** Puts a file, or text written in the runbook, on a host. */
export default defineModule({
  name: "copy",
  aliases: ["ansible.builtin.copy"],
  summary: "Puts a file from beside the runbook, or text written in the runbook, on a host.",
  notes: `
- A symbolic link at \`dest\` is followed: the file behind it gets the bytes and the link stays. Ansible replaces the link.
- A missing directory is an error (RB5001), also where \`dest\` ends in \`/\`, which Ansible would create: a misspelt path
  should not become a new tree.
- A new file without \`mode\` is 0644. An existing one keeps its mode and owner.
- \`content\` is text. A mapping or a list is an error; write it with the filter \`to_json\`, which Ansible applies by itself.
- The text of a secret in \`content\` is never shown: its diff says only that it changed.
- \`checksum\` in the result is SHA-256; Ansible's is SHA-1.`,
  parameters: {
    src: optional(
      fileBeside(
        "files",
        "A file: absolute, or beside the runbook, or in the `files` folder beside it. Bytes are kept.",
      ),
    ),
    content: optional(
      secretText("The text of the file, instead of `src`. It ends as it is written: mind the last line end."),
    ),
    dest: targetPath(
      "Where it goes. When this is a directory, or ends in `/`, the file goes into it under the name of `src`.",
    ),
    ...attributeParameters,
    force: withDefault(boolean("Whether a file that is there and differs is replaced."), true),
    unsafe_writes: unsafeWritesParameter,
    backup: refused({
      accepts: false,
      why: "Every change keeps what it replaced, so a copy beside the file is not needed.",
    }),
    remote_src: refused({
      accepts: false,
      why: "Files are copied from here to the host only; use `command` with `cp` on the host.",
    }),
    directory_mode: refused({ why: "Directories are not copied; make them with `file`." }),
    validate: refused({ why: "A command that checks the new file before it is in place is not supported yet." }),
    checksum: refused({ why: "Every file is verified on the host after it was written." }),
  },
  examples: [
    {
      title: "Text from the runbook, for the group only",
      given: { "/etc/app/": "" },
      task: 'copy:\n  dest: /etc/app/limits.conf\n  content: "workers = 4\\n"\n  mode: "0640"\n',
      then: { "/etc/app/limits.conf": { text: "workers = 4\n", mode: "0640" } },
    },
    {
      title: "A file from beside the runbook, into a directory",
      given: { "/etc/app/motd": "Hello\n" },
      beside: { "files/motd": "Maintenance tonight\n" },
      task: "copy:\n  src: motd\n  dest: /etc/app/\n",
      then: { "/etc/app/motd": "Maintenance tonight\n" },
    },
    {
      title: "A first version that is never overwritten",
      given: { "/etc/app/local.conf": "tuned by hand\n" },
      task: 'copy:\n  dest: /etc/app/local.conf\n  content: "defaults\\n"\n  force: false\n',
      then: { "/etc/app/local.conf": "tuned by hand\n" },
    },
  ],
  reads: fileReads,
  async decide({ src, content, dest, force, unsafe_writes: unsafeWrites, ...rest }, host, project) {
    if ((src === undefined) === (content === undefined)) {
      throw problem("RB5009", 'copy needs either "src" or "content"', { hint: "Give exactly one of them." });
    }
    const secret = content instanceof SecretText;
    const bytes =
      src === undefined ? Buffer.from(secret ? content.reveal() : (content ?? "")) : await project.readFile(src);
    const name = src === undefined ? undefined : posix.basename(src);
    const attributes = attributesOf(rest);
    return placeFile(host, { dest, name, content: bytes, secret, attributes, force, unsafeWrites });
  },
});
