import type { RunCommand } from "../../changes/change.ts";
import { type Value, valueMap } from "../../expression/value.ts";
import { problem } from "../../problems/problem.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import type { Decision } from "../contract/define-module.ts";
import type { HostView } from "../contract/host-view.ts";

/** The parameters of `command-parameters.ts` as parsed. */
export interface CommandSettings {
  readonly chdir: string | undefined;
  readonly creates: string | undefined;
  readonly removes: string | undefined;
  readonly stdin: string | SecretText | undefined;
  readonly stdin_add_newline: boolean;
  readonly writes: readonly string[] | undefined;
  readonly undo: string | undefined;
  readonly deadline: number;
}

/** Runs the command, unless `creates` or `removes` says that it has nothing to do. */
export async function decideCommand(
  host: HostView,
  run: RunCommand["run"],
  settings: CommandSettings,
): Promise<Decision> {
  const cmd: Value = "argv" in run ? run.argv : run.script;
  const because = await nothingToDo(host, settings);
  if (because !== undefined) return { changes: [], message: because, result: notRun(cmd, because) };
  const { chdir, stdin, writes = [], undo, deadline } = settings;
  const change: RunCommand = {
    kind: "run-command",
    run,
    secrets: {},
    environment: {},
    writes,
    deadline,
    ...(stdin !== undefined && { input: settings.stdin_add_newline ? withLineEnd(stdin) : stdin }),
    directory: chdir ?? (await host.user()).home,
    ...(undo !== undefined && { undo }),
  };
  return { changes: [change], result: valueMap([["cmd", cmd]]) };
}

/** The text, or RB5011 when a secret went into it: every user of a host can read command lines. */
export function withoutSecret(text: string | SecretText, what: string): string {
  if (!(text instanceof SecretText)) return text;
  throw problem("RB5011", `${what} holds ${text}, and command lines can be read by every user of the host`, {
    hint: 'Pass it on standard input: give the value as "stdin" and let the program read it there.',
  });
}

async function nothingToDo(host: HostView, { creates, removes }: CommandSettings): Promise<string | undefined> {
  for (const path of [creates, removes]) {
    if (path !== undefined && /[*?[]/.test(path)) {
      throw problem("RB5009", `${path} looks like a pattern; "creates" and "removes" take one path`);
    }
  }
  if (creates !== undefined && (await host.stat(creates)) !== undefined) return `not run, since ${creates} exists`;
  if (removes !== undefined && (await host.stat(removes)) === undefined)
    return `not run, since ${removes} does not exist`;
  return undefined;
}

/** `stdout` is Ansible's sentence, which playbooks look into. */
function notRun(cmd: Value, because: string) {
  const skipped = because.replace("not run", "skipped");
  return valueMap([
    ["cmd", cmd],
    ["rc", 0],
    ["stdout", skipped],
    ["stdout_lines", [skipped]],
    ["stderr", ""],
    ["stderr_lines", []],
    ["msg", because],
  ]);
}

function withLineEnd(text: string | SecretText): string | SecretText {
  return text instanceof SecretText ? new SecretText(text.name, `${text.reveal()}\n`) : `${text}\n`;
}
