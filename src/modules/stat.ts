import { valueMap } from "../expression/value.ts";
import { boolean, oneOf, path, withDefault } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { defineModule } from "./contract/define-module.ts";
import { fileContent, fileStat } from "./contract/reads.ts";
import { checksumOf } from "./files/checksum-of.ts";
import { statFollowed } from "./files/stat-followed.ts";
import { statValue } from "./files/stat-value.ts";

/** Looks at a path. */
export default defineModule({
  name: "stat",
  aliases: ["ansible.builtin.stat"],
  summary: "Looks at a path on the host and registers what is there. It changes nothing.",
  notes: `
The result has one key, \`stat\`. When nothing is there, that is \`{ exists: false }\`; test \`stat.exists\` first, since other
keys are then not defined. Else it has \`path\`, \`isreg\`, \`isdir\`, \`islnk\`, \`mode\` (as \`"0644"\`), \`uid\`, \`gid\`, \`pw_name\`,
\`gr_name\`, \`size\`, \`mtime\` (epoch seconds), \`inode\`, \`dev\`, \`nlink\`, the permission bits \`rusr\` to \`xoth\`, \`isuid\`, \`isgid\`,
\`lnk_target\` for a link, and \`checksum\` for a regular file.

- \`checksum\` is SHA-256; Ansible's default is SHA-1. Files over 16 MiB, and files that cannot be read, have none.
- In a plan the answer is what earlier tasks will have left. Times and inodes of what they make are then not real ones.`,
  readOnly: true,
  parameters: {
    path: path("What to look at."),
    follow: withDefault(boolean("Whether to look at what a link leads to, instead of the link itself."), false),
    get_checksum: withDefault(boolean("Whether a regular file's `checksum` is wanted."), true),
    checksum_algorithm: withDefault(oneOf(["sha256"], "How `checksum` is computed."), "sha256"),
    get_md5: refused({ accepts: false, why: "MD5 does not tell files apart." }),
    get_mime: refused({ accepts: false, why: "Types of content are not guessed." }),
    get_attributes: refused({ accepts: false, why: "Attributes of lsattr are not read." }),
  },
  examples: [
    {
      title: "Look before a step that needs the file",
      given: { "/etc/app/app.conf": "port = 80\n" },
      task: "stat:\n  path: /etc/app/app.conf\nregister: settings\n",
      then: { "/etc/app/app.conf": "port = 80\n" },
    },
    {
      title: "Only whether it is there, without reading it",
      given: { "/srv/app/": "" },
      task: "stat:\n  path: /srv/app/dump.sql\n  get_checksum: false\nregister: dump\n",
      then: { "/srv/app/": "" },
    },
  ],
  reads: ({ path: place, get_checksum: wantsChecksum }) => [
    fileStat(place),
    ...(wantsChecksum ? [fileContent(place)] : []),
  ],
  async decide({ path: place, follow, get_checksum: wantsChecksum }, host) {
    const seen = follow ? await statFollowed(host, place) : await host.stat(place);
    const checksum = wantsChecksum && seen?.type === "file" ? await checksumOf(host, seen) : undefined;
    return { changes: [], result: valueMap([["stat", statValue(place, seen, checksum)]]) };
  },
});
