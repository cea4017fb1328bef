import type { RunCommand } from "../changes/change.ts";
import { problem } from "../problems/problem.ts";
import { oneOf, withDefault } from "../schema/kinds.ts";
import { commandParameters, shownText } from "./command/command-parameters.ts";
import { decideCommand, withoutSecret } from "./command/decide-command.ts";
import { defineModule } from "./contract/define-module.ts";

/** Runs shell text. */
export default defineModule({
  name: "shell",
  aliases: ["ansible.builtin.shell"],
  summary: "Runs text in a shell on the host.",
  notes: `
- Prefer [command](command.md): a value with a quote or a \`;\` in it is shell code here. Where a value must go into the text, use
  the filter \`quote\`.
- A secret in the text is an error (RB5011), since every user of a host can read command lines. Use \`stdin\` and \`read\`.
- In a plan the text does not run, and what it would print is unknown. With \`check_mode: false\` it runs in a plan too.
- The task is "changed" whenever it ran; \`creates\`, \`removes\` and \`changed_when\` say otherwise.
- With \`async\` and \`poll: 0\` it is only started: [async_status](async_status.md) asks for it.
- It registers \`rc\`, \`stdout\`, \`stderr\`, \`stdout_lines\`, \`stderr_lines\` and \`cmd\`.`,
  freeForm: "cmd",
  background: true,
  parameters: {
    cmd: shownText("The text for the shell."),
    executable: withDefault(oneOf(["/bin/sh", "/bin/bash"], "Which shell runs it."), "/bin/sh"),
    ...commandParameters,
  },
  examples: [
    {
      title: "A pipe into a file",
      given: { "/srv/app/names": "b\na\nb\n" },
      task: "shell:\n  cmd: sort /srv/app/names | uniq > /srv/app/unique\n  creates: /srv/app/unique\n  writes: [/srv/app/unique]\n",
      then: { "/srv/app/names": "b\na\nb\n", "/srv/app/unique": "a\nb\n" },
    },
    {
      title: "A value on standard input",
      given: { "/srv/app/": "" },
      task: "shell:\n  cmd: cat > token\n  chdir: /srv/app\n  stdin: abc\n  creates: /srv/app/token\n",
      then: { "/srv/app/token": "abc\n" },
    },
  ],
  async decide({ cmd, executable, ...settings }, host) {
    const script = withoutSecret(cmd, "the text");
    if (script.trim() === "") throw problem("RB5009", "there is no text to run");
    const run: RunCommand["run"] =
      executable === "/bin/sh" ? { script, args: [] } : { argv: [executable, "-c", script] };
    return decideCommand(host, run, settings);
  },
});
