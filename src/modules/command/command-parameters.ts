import type { Kind } from "../../schema/kind.ts";
import {
  boolean,
  duration,
  list,
  optional,
  path,
  secretText,
  targetPath,
  text,
  withDefault,
} from "../../schema/kinds.ts";
import { refused } from "../../schema/refused.ts";
import type { SecretText } from "../../secrets/secret-text.ts";

/** Text that is shown, and that is refused with a way out (not as a wrong type) when a secret went into it. */
export function shownText(doc: string): Kind<string | SecretText> {
  return { ...secretText(doc), type: "text", secret: false, commandLine: true };
}

/** What `command` and `shell` have in common. */
export const commandParameters = {
  chdir: optional(path("The working directory. Left out, it is the user's home directory.")),
  creates: optional(path("When this path exists, the command does not run. One path, no pattern.")),
  removes: optional(path("When this path does not exist, the command does not run. One path, no pattern.")),
  stdin: optional(secretText("Standard input of the command; the place for secrets. Left out, it is empty.")),
  stdin_add_newline: withDefault(boolean("Whether `stdin` gets a line end at its end."), true),
  writes: optional(
    list(
      targetPath("A file."),
      "Files that the command is known to write: kept before it runs, shown as unknown in a plan.",
    ),
  ),
  undo: optional(text("A shell command that takes back what this one did; `rollback` runs it.")),
  deadline: withDefault(duration("How long it may run before it is stopped."), 600_000),
  expand_argument_vars: refused({
    accepts: false,
    why: "No variable of the host is put into a command; use `shell` where you want that.",
  }),
  strip_empty_ends: refused({ accepts: true, why: "The last line end of the output is always removed." }),
} as const;
