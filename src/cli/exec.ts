import type { Command } from "commander";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import { seconds, withFormat, withInventory, withLogin, withVariables } from "./flags.ts";
import type { AdHocFlags } from "./run-ad-hoc.ts";
import { typedLine } from "./typed-line.ts";
import type { World } from "./world.ts";

interface ExecFlags extends AdHocFlags {
  /** Milliseconds. */
  readonly deadline?: number;
  readonly chdir?: string;
}

const examples = `
The command is a program and its arguments, for the program just as they are; its standard input is
empty. Hosts with the same output share it; lines of standard error begin with "!". No record is kept.

Examples:
  runbook exec web -i hosts.yaml -- uptime                      on every host of a group
  runbook exec 'all:!db' -b -- tail -3 /var/log/auth.log        as root
  runbook exec all -- sh -c 'df -h / | tail -1'                 with a shell, for pipes and the like
  runbook exec all --format json -- id | jq -r 'select(.result) | [.host, .result.rc, .result.stdout] | @tsv'

Exit code: 0; 2 when the command failed somewhere; 4 when a host could not be reached (both: 6).`;

/** `runbook exec PATTERN -- CMD...`: a command on many hosts, its output and status on each. */
export function addExec(program: Command, world: World, end: End): void {
  const command = program
    .command("exec")
    .usage("[options] <pattern> -- <command...>")
    .argument("<pattern>", "hosts or groups")
    .argument("[command...]", "after --: a program and its arguments")
    .description("run a command on hosts to look at them; equal outputs are shown once");
  withLogin(withFormat(withVariables(withInventory(command))))
    .option("--chdir <folder>", "run it in this folder, an absolute path (default: the user's home)")
    .option("--deadline <seconds>", "seconds that the command may take (default: 600)", seconds)
    .addHelpText("after", examples)
    .action((pattern: string, words: readonly string[], flags: ExecFlags) =>
      exec(world, pattern, words, { flags, end }),
    );
}

async function exec(
  world: World,
  pattern: string,
  words: readonly string[],
  { flags, end }: { readonly flags: ExecFlags; readonly end: End },
): Promise<void> {
  const argv = commandOf(world, words);
  const { runAdHoc } = await import("./run-ad-hoc.ts");
  const { outputBlock } = await import("../report/output-block.ts");
  const { loadModule } = await import("../modules/contract/registry.ts");
  const given = {
    ...(flags.deadline !== undefined && { deadline: `${flags.deadline}ms` }),
    ...(flags.chdir !== undefined && { chdir: flags.chdir }),
  };
  const task = {
    typed: typedLine(["exec", pattern, "--", ...argv]),
    name: "exec",
    hosts: pattern,
    module: await loadModule("command"),
    parameters: { argv, ...given },
  };
  end(await runAdHoc(world, task, flags, outputBlock));
}

/** What stands after `--`, so that no flag of the command is taken for ours. RB8001. */
function commandOf({ args }: World, words: readonly string[]): readonly string[] {
  const start = args.indexOf("--");
  const command = start < 0 ? [] : args.slice(start + 1);
  if (command.length > 0 && command.length === words.length) return command;
  throw problem("RB8001", words.length === 0 ? "there is no command after --" : "the command must stand after --", {
    hint: "runbook exec PATTERN [flags] -- COMMAND [arguments]",
  });
}
