import { problem } from "../problems/problem.ts";
import { alias, boolean, oneOf, optional, targetPath, text, withDefault } from "../schema/kinds.ts";
import { refused } from "../schema/refused.ts";
import { defineModule } from "./contract/define-module.ts";
import { attributeParameters, attributesOf } from "./files/attribute-parameters.ts";
import { decideAbsent } from "./files/decide-absent.ts";
import { decideAttributes } from "./files/decide-attributes.ts";
import { decideDirectory } from "./files/decide-directory.ts";
import { decideLink } from "./files/decide-link.ts";
import { decideTouch } from "./files/decide-touch.ts";
import { placeOfFile } from "./files/file-reads.ts";

const timesWhy = "Times of files are not managed: setting them would be a change in every run.";

/** Makes files, directories and links, takes them away, and sets who may use them. */
export default defineModule({
  name: "file",
  aliases: ["ansible.builtin.file"],
  summary: "Makes a directory, a link or an empty file, takes one away, or sets its mode and owner.",
  notes: `
- \`touch\` makes an empty file where none is and otherwise leaves its times alone, so a second run changes nothing.
  Ansible's \`touch\` changes the times in every run.
- \`directory\` makes missing parents too, each with the given mode and owner, each shown as a change of its own.
- \`link\` replaces a link that points elsewhere; a regular file only with \`force: true\`; a directory never.
- \`absent\` takes a directory away with everything in it.
- Links at \`path\` are followed for \`file\` and \`directory\`: what they lead to gets the mode and owner.
- Hard links (\`state: hard\`) are not supported: every later change of a file puts a new file in its place.`,
  parameters: {
    path: alias(targetPath("What is managed."), "dest", "name"),
    state: optional(
      oneOf(
        ["file", "directory", "absent", "touch", "link"],
        "What should be there. Left out: what is there, which must be something; only its mode and owner are set.",
      ),
    ),
    src: optional(text("For `link`: where it points, absolute or relative to the link's own directory.")),
    force: withDefault(boolean("For `link`: may point to nothing, and may replace a regular file."), false),
    ...attributeParameters,
    follow: refused({ accepts: true, why: "Links are followed where that makes sense; see the notes." }),
    recurse: refused({
      accepts: false,
      why: "Modes of a whole tree are not managed yet; list the directories in a loop.",
    }),
    modification_time: refused({ accepts: "preserve", why: timesWhy }),
    access_time: refused({ accepts: "preserve", why: timesWhy }),
  },
  examples: [
    {
      title: "A directory and its parents",
      given: { "/srv/": "" },
      task: 'file:\n  path: /srv/app/data\n  state: directory\n  mode: "0750"\n',
      then: { "/srv/app/data/": { text: "", mode: "0750" } },
    },
    {
      title: "A private key that only its owner may read",
      given: { "/srv/app/key.pem": "key\n" },
      task: 'file:\n  path: /srv/app/key.pem\n  mode: "0600"\n',
      then: { "/srv/app/key.pem": { text: "key\n", mode: "0600" } },
    },
    {
      title: "The current release",
      given: { "/srv/app/2.1/run": "2.1\n", "/srv/app/2.0/run": "2.0\n", "/srv/app/current": { link: "2.0" } },
      task: "file:\n  path: /srv/app/current\n  src: '2.1'\n  state: link\n",
      then: { "/srv/app/2.1/run": "2.1\n", "/srv/app/2.0/run": "2.0\n", "/srv/app/current": { link: "2.1" } },
    },
    {
      title: "No leftovers",
      given: { "/srv/app/cache/a": "1", "/srv/app/cache/deep/b": "2", "/srv/app/keep": "3" },
      task: "file:\n  path: /srv/app/cache\n  state: absent\n",
      then: { "/srv/app/keep": "3" },
    },
    {
      title: "A file that must exist",
      given: { "/srv/app/": "" },
      task: "file:\n  path: /srv/app/enabled\n  state: touch\n",
      then: { "/srv/app/enabled": "" },
    },
  ],
  reads: ({ path }) => placeOfFile(path.replace(/(?<=.)\/+$/, "")),
  async decide({ path, state, src, force, ...rest }, host) {
    const place = path.replace(/(?<=.)\/+$/, "");
    const attributes = attributesOf(rest);
    if (src !== undefined && state !== "link") {
      throw problem("RB5009", '"src" is where a link points, so it needs "state: link"', {
        hint: "To copy a file, use the module copy.",
      });
    }
    switch (state) {
      case "absent":
        return decideAbsent(host, place);
      case "directory":
        return decideDirectory(host, place, attributes);
      case "touch":
        return decideTouch(host, place, attributes);
      case "link":
        return decideLink(host, { path: place, target: src, force, attributes });
      default:
        return decideAttributes(host, place, { attributes, type: state });
    }
  },
});
