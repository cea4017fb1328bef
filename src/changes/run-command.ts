import { type ValueMap, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { RunCommand } from "./change.ts";
import type { ChangeKind, ChangeReply } from "./change-kind.ts";
import { changeFailure } from "./failure.ts";
import { started, startJob, startTime, traceJob } from "./job.ts";
import { quote } from "./quote.ts";
import { wholeLines } from "./whole-lines.ts";

const exampleEnd = 160;

/** Milliseconds on the host for ending a command that ran past its deadline, and for looking. */
const endingTime = 30_000;

/** A program or a script runs once, detached, its status in a file on the host; what it `writes` is copied first. */
export const runCommand: ChangeKind<RunCommand> = {
  show(change) {
    if (change.background === undefined) return { kind: change.kind, title: `run ${commandText(change)}` };
    return { kind: change.kind, title: `start ${commandText(change)} (for at most ${change.background} s)` };
  },
  foresee({ writes }, files, because) {
    for (const path of writes) files.set(path, { kind: "unsure", because });
  },
  intent(change, keeping) {
    const { writes, undo } = change;
    return {
      command: commandText(change),
      deadline: deadlineOf(change),
      ...(change.background !== undefined && { job: keeping.job() }),
      ...(writes.length > 0 && { writes, backup: keeping.backup(0) }),
      ...(undo !== undefined && { undo }),
      ...(change.directory !== undefined && { directory: change.directory }),
    };
  },
  frame(change, number) {
    const saves = change.writes.map((path, index) => `rb_save ${quote(path)} ${number}.${index}&&`).join("");
    const { words, input } = program(change);
    const rest = [input === undefined ? "empty" : "piped", folder(change), ...words].join(" ");
    const { call, payload } =
      change.background === undefined
        ? { call: `rb_run ${number} ${rest}`, payload: undefined }
        : startJob(change.background, number, rest);
    const script = [
      ...findTools(change),
      `rb_environment(){ ${environment(change.environment)};}`,
      ...(input === undefined ? [] : [`rb_input(){ ${input};}`]),
      `${saves}${call}`,
      ...(input === undefined ? [] : ["rb_forget_input $?"]),
    ].join("\n");
    return { script, ...(payload && { payload }), deadline: deadlineOf(change) };
  },
  trace(change, number, { spent, restarted }) {
    if (change.background !== undefined) return traceJob(number, restarted ? "other" : "same");
    const left = Math.max(0, change.deadline - spent);
    const script = `rb_trace_run ${number} ${Math.ceil(left / 100)} ${restarted ? "other" : "same"}`;
    return { script, deadline: left + endingTime };
  },
  outcome(change, reply) {
    if (change.background !== undefined) return started(commandText(change), reply);
    const end = reply.stdout.indexOf(10);
    const status = Number.parseInt(Buffer.from(reply.stdout.subarray(0, end)).toString("latin1"), 10);
    if (reply.status === 125) {
      throw problem("RB5012", `cannot tell how "${commandText(change)}" ended`, {
        hint: "It may have run. Look at the host before running it again.",
      });
    }
    if (reply.status !== 0 || Number.isNaN(status)) throw changeFailure(`run ${commandText(change)}`, reply);
    return commandResult(change, status, Buffer.from(reply.stdout.subarray(end + 1)).toString("utf8"), reply);
  },
};

/** The same command attached to the frame, leaving nothing on the host: for commands that only look. */
export function attachedCommand(change: RunCommand): {
  readonly script: string;
  readonly outcome: (reply: ChangeReply) => ValueMap;
} {
  const { words, input } = program(change);
  const text = [
    ...findTools(change),
    `rb_apart;umask "$rb_umask";cd -- ${folder(change)}||exit 126`,
    environment(change.environment),
    `${input === undefined ? "" : `${input} | `}${words.join(" ")}`,
  ];
  const outcome = (reply: ChangeReply) =>
    commandResult(change, reply.status, Buffer.from(reply.stdout).toString("utf8"), reply);
  return { script: text.join("\n"), outcome };
}

/** The command as people see it, on one line, cut where it is very long. */
export function commandText({ run, shown }: RunCommand): string {
  if (shown !== undefined) return shown;
  const text = "argv" in run ? run.argv.map(bareWord).join(" ") : run.script.trim().replaceAll(/\s*\n\s*/g, "; ");
  return text.length > exampleEnd ? `${text.slice(0, exampleEnd)}…` : text;
}

/** Milliseconds within which the frame has to answer. */
function deadlineOf({ background, deadline }: RunCommand): number {
  return background === undefined ? deadline : startTime;
}

function commandResult(change: RunCommand, status: number, stdout: string, { stderr, took }: ChangeReply): ValueMap {
  const out = wholeLines(stdout).replace(/\n$/, "");
  const error = wholeLines(stderr).replace(/\n$/, "");
  return valueMap([
    ["rc", status],
    ["cmd", "argv" in change.run ? [...change.run.argv] : change.run.script],
    ["stdout", out],
    ["stdout_lines", linesOf(out)],
    ["stderr", error],
    ["stderr_lines", linesOf(error)],
    ["took", Math.round(took)],
  ]);
}

/** Words after `rb_run N MODE FOLDER`, and the shell text that prints the program's standard input. */
function program(change: RunCommand): { readonly words: readonly string[]; readonly input: string | undefined } {
  const names = Object.keys(change.secrets);
  if ("argv" in change.run) return { words: change.run.argv.map(quote), input: inputText(change.input) };
  const reads = names.map((name) => `IFS= read -r ${name} || exit 125\n`).join("");
  const shell = hasPath(change) ? '"$rb_sh"' : "sh";
  const words = [shell, ...["-c", reads + change.run.script, "sh", ...change.run.args].map(quote)];
  const lines = names.map((name) => quote(oneLine(name, change.secrets[name]))).join(" ");
  return { words, input: names.length === 0 ? inputText(change.input) : `printf '%s\\n' ${lines}` };
}

function hasPath({ environment }: RunCommand): boolean {
  return Object.hasOwn(environment, "PATH");
}

/** A PATH for the command says nothing of where our own tools are. */
function findTools(change: RunCommand): readonly string[] {
  return hasPath(change) ? ["rb_sh=$(command -v sh) rb_setsid=$(command -v setsid)"] : [];
}

function inputText(input: string | SecretText | undefined): string | undefined {
  if (input === undefined) return undefined;
  return `printf %s ${quote(input instanceof SecretText ? input.reveal() : input)}`;
}

function oneLine(name: string, secret: SecretText | undefined): string {
  const text = secret?.reveal() ?? "";
  if (/[\n\0]/.test(text)) throw problem("RB5009", `the secret for ${name} has more than one line`);
  return text;
}

function environment(variables: Readonly<Record<string, string>>): string {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}`);
  return words.length === 0 ? ":" : `export ${words.join(" ")}`;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

/** The shell word of the working directory; the user's home when none is named. */
function folder({ directory }: RunCommand): string {
  return directory === undefined ? '"$HOME"' : quote(directory);
}

function bareWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quote(word);
}
