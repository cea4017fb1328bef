import { createHmac } from "node:crypto";
import type { Change } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import { sha256 } from "../changes/virtual-files.ts";
import type { Bus } from "../events/bus.ts";
import type { ChangeFinished, CommandOutput, IntendedChange, WrittenPath } from "../events/event.ts";
import { isList, isMap, type Value, valueMap } from "../expression/value.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { UserShell } from "./host-session.ts";
import { keyedDigest } from "./keyed-digest.ts";
import type { RunJournal } from "./run-context.ts";

/** A change with the task that decided it. */
export interface TaskChange {
  readonly change: Change;
  readonly task: Pick<Task, "id" | "noLog">;
  /** Which item of the task's loop. */
  readonly item?: number | undefined;
}

/** A change that is about to be made: `number` is unique for the host and run. */
export interface NumberedChange extends TaskChange {
  readonly number: number;
  /** The number of the dead-man switch that undoes it unless it is confirmed. */
  readonly deadManSwitch?: number;
}

/** How a change ended: `undefined` when it was made. `isBegun`: it may have been made, and nobody can tell. */
export interface ChangeEnd {
  readonly exitStatus?: number;
  readonly output?: CommandOutput;
  /** Of a command: the digests of what it is known to write, in hex or as `rb_written` has them. */
  readonly wrote?: readonly WrittenPath[];
  readonly failure?: unknown;
  readonly isUnknown?: boolean;
}

interface RecordOptions {
  readonly tag: string;
  readonly bus: Bus;
  readonly journal: RunJournal;
  readonly principal?: string;
}

/** Tells, of one host, what is about to be done there and how it ended; an intent is on disk before its frame is sent. */
export class ChangeRecord {
  readonly #host: string;
  readonly #tag: string;
  readonly #bus: Bus;
  readonly #journal: RunJournal;
  readonly #principal: string | undefined;

  /** `principal`: the host whose tasks are done here, where that is another one. */
  constructor(host: string, { tag, bus, journal, principal }: RecordOptions) {
    this.#host = host;
    this.#tag = tag;
    this.#bus = bus;
    this.#journal = journal;
    this.#principal = principal;
  }

  /** Tells one item of a loop from another. */
  digestOf(item: Value): string {
    return keyedDigest(this.#journal.key, JSON.stringify(bare(item)));
  }

  /** A round of a repeated block begins, for an item with this digest: for who goes on with the run later. */
  round(id: string, digest: string): void {
    const registered = valueMap([["item", digest]]);
    this.#bus.emit({ type: "host.learned", host: this.#host, task: id, registered, notified: [] });
  }

  /** RB7001 when the intent cannot be written down: then nothing may be done. */
  async intend(changes: readonly NumberedChange[], { user, mark, become }: UserShell): Promise<void> {
    const intended = changes.map((one) => this.#intentOf(one, user.home));
    this.#bus.emit({
      type: "change.intended",
      host: this.#host,
      user: user.name,
      ...(mark && { shell: mark }),
      ...(become && { become: { method: become.method, ...(become.login && { login: true }) } }),
      changes: intended,
    });
    await this.#journal.durable();
  }

  /** Where the change of this number keeps what it replaces, of the user with this home. */
  backup(home: string, number: number | string): string {
    return `${home}/.runbook/backups/${this.#tag}/${number}`;
  }

  /** The folder of the job that the change of this number starts, of the user with this home. */
  job(home: string, number: number): string {
    return `${home}/.runbook/jobs/${this.#tag}.${number}`;
  }

  /** Resolves when all that was told is on disk. RB7001. */
  durable(): Promise<void> {
    return this.#journal.durable();
  }

  finish(
    { number, task }: Pick<NumberedChange, "number" | "task">,
    { exitStatus, output, wrote, failure, isUnknown }: ChangeEnd,
  ): void {
    const outcome: ChangeFinished["outcome"] = isUnknown ? "unknown" : failure === undefined ? "made" : "failed";
    const [why] = failure instanceof ProblemError ? failure.problems : [];
    this.#bus.emit({
      type: "change.finished",
      host: this.#host,
      task: task.id,
      number,
      outcome,
      ...(exitStatus !== undefined && { exitStatus }),
      ...(output && !task.noLog && { output }),
      ...(wrote && { wrote: wrote.map((one) => this.#digested(one, task)) }),
      ...(why && { code: why.code, message: task.noLog ? "(hidden by no_log)" : why.message }),
    });
  }

  /** What a task with `no_log` wrote may be secret: then the digests are keyed. */
  #digested({ path, before, after }: WrittenPath, { noLog }: TaskChange["task"]): WrittenPath {
    const told = (digest: string) => {
      if (digest === "absent" || digest === "other") return digest;
      return noLog
        ? `hmac-sha256:${createHmac("sha256", this.#journal.key).update(digest).digest("hex")}`
        : `sha256:${digest}`;
    };
    return { path, before: told(before), after: told(after) };
  }

  #intentOf({ change, task, item, number, deadManSwitch }: NumberedChange, home: string): IntendedChange {
    const keeping = {
      digest: (content: Uint8Array, secret: boolean) =>
        secret || task.noLog
          ? `hmac-sha256:${createHmac("sha256", this.#journal.key).update(content).digest("hex")}`
          : `sha256:${sha256(content)}`,
      backup: (index?: number) => this.backup(home, index === undefined ? number : `${number}.${index}`),
      job: () => this.job(home, number),
    };
    const intent = handled(change).intent(keeping);
    const undoes = change.undoes && { undoes: change.undoes };
    const command = intent.command !== undefined && task.noLog ? { command: "(hidden by no_log)" } : {};
    return {
      number,
      task: task.id,
      ...(item !== undefined && { item }),
      kind: change.kind,
      ...intent,
      ...command,
      ...undoes,
      ...(this.#principal !== undefined && { principal: this.#principal }),
      ...(deadManSwitch !== undefined && { deadManSwitch }),
    };
  }
}

/** A value with its secrets open: for a keyed digest alone. */
function bare(value: Value): unknown {
  if (value instanceof SecretText) return { secret: value.reveal() };
  if (isList(value)) return value.map(bare);
  return isMap(value) ? Object.entries(value).map(([name, inner]) => [name, bare(inner)]) : value;
}
