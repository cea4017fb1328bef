import { problem } from "../problems/problem.ts";
import { list, optional } from "../schema/kinds.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import { commandParameters, shownText } from "./command/command-parameters.ts";
import { decideCommand, withoutSecret } from "./command/decide-command.ts";
import { splitWords } from "./command/split-words.ts";
import { defineModule } from "./contract/define-module.ts";

const oldForm = /^(chdir|creates|removes|stdin|executable|argv|deadline|writes|undo)=/;

/** Runs a program. */
export default defineModule({
  name: "command",
  aliases: ["ansible.builtin.command"],
  summary: "Runs a program with its arguments, without a shell.",
  notes: `
- The text is split into words by quotes and backslashes as a shell would, and nothing else of a shell happens: no \`|\`, \`>\`,
  \`$HOME\` or \`*\`. For those there is [shell](shell.md).
- Templates are filled in before the text is split, so a value with blanks becomes several words, as in Ansible. Prefer
  \`argv\`, where each value stays one word.
- A secret in the text or in \`argv\` is an error (RB5011), since every user of a host can read command lines. Use \`stdin\`.
- \`chdir=...\` inside the text is an error; write such parameters under \`args:\` or as a mapping.
- The task is "changed" whenever the program ran; \`creates\`, \`removes\` and \`changed_when\` say otherwise. A status other than
  0 is a failure; \`failed_when\` says otherwise.
- In a plan the program does not run, and what it would print is unknown. With \`check_mode: false\` it runs in a plan too.
- With \`async\` and \`poll: 0\` it is only started: [async_status](async_status.md) asks for it.
- It registers \`rc\`, \`stdout\`, \`stderr\`, \`stdout_lines\`, \`stderr_lines\` and \`cmd\`.`,
  freeForm: "cmd",
  background: true,
  parameters: {
    cmd: optional(shownText("The program and its arguments as one text.")),
    argv: optional(
      list(shownText("A word."), "The program and its arguments as a list of words, passed on as they are."),
    ),
    ...commandParameters,
  },
  examples: [
    {
      title: "Once, because its result stays",
      given: { "/srv/app/": "" },
      task: "command:\n  cmd: touch /srv/app/initialized\n  creates: /srv/app/initialized\n",
      then: { "/srv/app/initialized": "" },
    },
    {
      title: "Words with blanks, from a directory",
      given: { "/srv/app/a": "1\n", "/srv/app/old name": "2\n" },
      task: 'command:\n  argv: [mv, "old name", "new name"]\n  chdir: /srv/app\n  removes: /srv/app/old name\n',
      then: { "/srv/app/a": "1\n", "/srv/app/new name": "2\n" },
    },
    {
      title: "A file that the program is known to write",
      given: { "/srv/app/list": "b\na\n" },
      task: "command:\n  cmd: sort -o /srv/app/sorted /srv/app/list\n  creates: /srv/app/sorted\n  writes: [/srv/app/sorted]\n",
      then: { "/srv/app/list": "b\na\n", "/srv/app/sorted": "a\nb\n" },
    },
  ],
  async decide({ cmd, argv, ...settings }, host) {
    return decideCommand(host, { argv: words(cmd, argv) }, settings);
  },
});

function words(cmd: string | SecretText | undefined, argv: readonly (string | SecretText)[] | undefined) {
  if ((cmd === undefined) === (argv === undefined)) {
    throw problem("RB5009", "command needs either a text or argv", { hint: "Give exactly one of them." });
  }
  if (argv !== undefined) return someWords(argv.map((word, index) => withoutSecret(word, `argv[${index}]`)));
  const found = someWords(splitWords(withoutSecret(cmd ?? "", "the command")));
  const inline = found.find((word) => oldForm.test(word));
  if (inline === undefined) return found;
  throw problem("RB5009", `"${inline}" inside the text would be passed to the program as an argument`, {
    hint: `Write "${inline.split("=")[0]}" under "args:", or use argv if the program takes such a word.`,
  });
}

function someWords(found: readonly string[]): readonly string[] {
  if (found[0] === undefined || found[0] === "") throw problem("RB5009", "there is no program to run");
  return found;
}
