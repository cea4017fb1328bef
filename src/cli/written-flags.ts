import type { Command } from "commander";

/** What no run and no plan keeps: it always comes from the settings of now. */
const notKept: ReadonlySet<string> = new Set(["forks", "sshArgs", "sshExtraArgs", "rolesPath"]);

/** The flags that stand on the command line, not those of a configuration file or the environment; forks and options for ssh of any. */
export function writtenFlags(command: Command) {
  const isWritten = ([name]: readonly [string, unknown]) =>
    command.getOptionValueSource(name) === "cli" || notKept.has(name);
  return Object.fromEntries(Object.entries(command.opts()).filter(isWritten));
}
