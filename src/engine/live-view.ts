import type { FileSnapshot, FileStat } from "../changes/file-state.ts";
import { quote } from "../changes/quote.ts";
import type { HostView, LoginUser, ProbeOptions, ProbeResult } from "../modules/contract/host-view.ts";
import type { Read } from "../modules/contract/reads.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Part, PartReply, Replies } from "./batch.ts";
import type { UserShell } from "./host-session.ts";
import { lookAnew } from "./look-anew.ts";
import { aheadLimit, lookDeadline, lookLimit, lookPart, shareOf, wholeAnswer } from "./look-part.ts";
import { textOfOutput } from "./output.ts";
import { parseStat } from "./parse-stat.ts";
import type { PendingTasks } from "./pending-tasks.ts";
import { type Looked, snapshotOf } from "./snapshot-of.ts";

const mostAhead = 64;

/** What is at a path, and the path with the host's links resolved: of its folder, and of a file that was read. */
export interface Seen<T> {
  readonly realPath: string;
  readonly found: T | undefined;
}

/** Questions to travel in a frame with other things, and who hears the answers, in the same order. */
export interface Prefetch {
  readonly parts: readonly Part[];
  take(replies: Replies): void;
}

/** What a view stands on. */
export interface ViewOptions {
  readonly name: string;
  readonly shell: () => Promise<UserShell>;
  /** Runs parts in that shell; where it is not open yet, in the round trip that opens it. */
  readonly ask: (parts: readonly Part[]) => Promise<Replies>;
  readonly pending: Pick<PendingTasks, "touches" | "flush">;
  /** What coming tasks are going to ask as this user, as far as that can be told. */
  readonly coming: () => readonly Read[];
}

/**
 * A host as it is now, seen by one user. What was asked is not asked again until `forget`, and a question takes along those of
 * coming tasks. A look at what is still pending on the host first has it done.
 */
export class LiveView implements HostView {
  readonly name: string;
  readonly #options: ViewOptions;
  /** `undefined`: asked ahead, and the answer was of no use. */
  readonly #answers = new Map<string, Promise<PartReply | undefined>>();
  /** Where paths lead that lead elsewhere. */
  readonly #places = new Map<string, string>();
  /** What is asked in this moment, and the replies in the same order. */
  #asking: { readonly reads: Read[]; readonly replies: Promise<Replies> } | undefined;

  constructor(options: ViewOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** What was read may be old from here on: a change was made or a command ran. */
  forget(): void {
    this.#answers.clear();
  }

  /** Where a change of this path is found: links resolved as they were in the last look at it. */
  place(path: string): string {
    return this.#places.get(path) ?? path;
  }

  /** What coming tasks will ask, to travel behind everything that is pending. */
  prefetch(): Prefetch {
    const reads = this.#ahead([], () => false);
    return {
      parts: reads.map((read) => lookPart(read, aheadLimit)),
      take: (replies) => {
        for (const [index, read] of reads.entries()) {
          this.#answers.set(keyOf(read), Promise.resolve(cameAhead(read, replies[index])));
        }
      },
    };
  }

  async user(): Promise<LoginUser> {
    return (await this.#options.shell()).user;
  }

  async readFile(path: string): Promise<FileSnapshot | undefined> {
    return (await this.seeFile(path)).found;
  }

  /** As `readFile`. */
  async seeFile(path: string): Promise<Seen<FileSnapshot>> {
    const { refused, ...seen } = await this.tryFile(path, path);
    if (refused) throw refused;
    return seen;
  }

  /** As `readFile`, but what cannot be read is told, with the place of it; `named` is how the task says it, which messages quote. */
  async tryFile(path: string, named: string): Promise<Seen<FileSnapshot> & { readonly refused?: ProblemError }> {
    const { reply, realPath, rest } = await this.#look({ kind: "file", path });
    if (reply.status === 44) return { realPath, found: undefined };
    if (reply.status === 45) return { realPath, found: undefined, refused: notRegular(named) };
    if (reply.status !== 0) return { realPath, found: undefined, refused: unreadable(named, reply) };
    const found = snapshotOf(path, { realPath, rest, mounts: (await this.#options.shell()).mounts });
    return { realPath, found };
  }

  async stat(path: string): Promise<FileStat | undefined> {
    return (await this.see(path)).found;
  }

  /** As `stat`. */
  async see(path: string): Promise<Seen<FileStat>> {
    const { reply, realPath, rest } = await this.#look({ kind: "stat", path });
    if (reply.status !== 0 && reply.status !== 44) throw unreadable(path, reply);
    return { realPath, found: reply.status === 44 ? undefined : parseStat(path, rest.toString("utf8")) };
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    if (this.#options.pending.touches()) await this.#options.pending.flush();
    const reply = await this.#answer({ kind: "list", path });
    if (reply.status === 44) return undefined;
    if (reply.status !== 0) throw unreadable(path, reply);
    return Buffer.from(reply.stdout).toString("utf8").split("\0").slice(0, -1).sort();
  }

  async probe(script: string, { args = [], input, deadline = lookDeadline }: ProbeOptions = {}): Promise<ProbeResult> {
    if (this.#options.pending.touches()) await this.#options.pending.flush();
    const shell = await this.#options.shell();
    await shell.act([]);
    const feed =
      input === undefined ? "" : `printf %s ${quote(input instanceof SecretText ? input.reveal() : input)} | `;
    const text = `rb_apart;umask "$rb_umask";cd "$HOME" 2>/dev/null||cd /;${feed}(set -- ${args.map(quote).join(" ")}\n${script}\n)`;
    const reply = await lookAnew(shell, (one) => one.run({ script: text, kind: "user", deadline }));
    return { status: reply.status, stdout: textOfOutput(reply.stdout), stderr: textOfOutput(reply.stderr) };
  }

  /** A look that nothing pending can have changed. */
  async #look(read: Read): Promise<Looked> {
    const { pending } = this.#options;
    if (pending.touches(read.path)) await pending.flush();
    let looked = afterRealPath(await this.#answer(read));
    if (pending.touches(looked.realPath)) {
      await pending.flush();
      looked = afterRealPath(await this.#answer(read));
    }
    if (looked.realPath === read.path) this.#places.delete(read.path);
    else this.#places.set(read.path, looked.realPath);
    return looked;
  }

  async #answer(read: Read): Promise<PartReply> {
    const known = await this.#answers.get(keyOf(read));
    return known ?? this.#ask(read);
  }

  /** Asks, together with what else is asked in this moment; alone for what does not fit in there. */
  #ask(read: Read): Promise<PartReply> {
    this.#asking ??= { reads: [], replies: Promise.resolve().then(() => this.#send()) };
    const { reads, replies } = this.#asking;
    const index = reads.push(read) - 1;
    return this.#keep(
      read,
      replies.then((all) => all[index] ?? this.#askAlone(read)),
    );
  }

  async #askAlone(read: Read): Promise<PartReply> {
    const [reply] = await this.#options.ask([lookPart(read, lookLimit)]);
    const whole = wholeAnswer(read, reply, lookLimit);
    if (whole === undefined) throw problem("RB4008", `the host did not answer what is at ${read.path}`);
    return whole;
  }

  /** Sends what was gathered, and along with it what will be asked soon. */
  async #send(): Promise<Replies> {
    const reads = this.#asking?.reads ?? [];
    this.#asking = undefined;
    const share = shareOf(reads.length);
    const ahead = this.#ahead(reads, (path) => this.#options.pending.touches(path));
    const parts = [...reads.map((one) => lookPart(one, share)), ...ahead.map((one) => lookPart(one, aheadLimit))];
    const replies = this.#options.ask(parts);
    for (const [index, one] of ahead.entries()) {
      this.#keep(
        one,
        replies.then((all) => cameAhead(one, all[reads.length + index])),
      );
    }
    const all = await replies;
    return reads.map((one, index) => wholeAnswer(one, all[index], share));
  }

  #keep<Answer extends PartReply | undefined>(read: Read, answer: Promise<Answer>): Promise<Answer> {
    const key = keyOf(read);
    this.#answers.set(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer;
  }

  #ahead(asked: readonly Read[], changes: (path: string) => boolean): readonly Read[] {
    const known = new Set(asked.map(keyOf));
    const ahead: Read[] = [];
    for (const read of this.#options.coming()) {
      const key = keyOf(read);
      if (known.has(key) || this.#answers.has(key) || changes(read.path)) continue;
      known.add(key);
      if (ahead.push(read) === mostAhead) break;
    }
    return ahead;
  }
}

function keyOf({ kind, path }: Read): string {
  return `${kind} ${path}`;
}

/** An answer that came ahead; one that is cut short or no plain success is asked for again when it is needed. */
function cameAhead(read: Read, reply: PartReply | undefined): PartReply | undefined {
  return reply?.status === 0 || reply?.status === 44 ? wholeAnswer(read, reply, aheadLimit) : undefined;
}

/** Looks answer the real path and NUL first. */
function afterRealPath(reply: PartReply): Looked {
  const bytes = Buffer.from(reply.stdout.buffer, reply.stdout.byteOffset, reply.stdout.byteLength);
  const end = bytes.indexOf(0);
  return { reply, realPath: bytes.toString("utf8", 0, end), rest: bytes.subarray(end + 1) };
}

/** What is said of a directory, a device or the like where a file is read. RB5002. */
export function notRegular(path: string): ProblemError {
  return problem("RB5002", `${path} is not a regular file`);
}

function unreadable(path: string, { stderr }: PartReply): ProblemError {
  const said = Buffer.from(stderr).toString("utf8").trim().split("\n").at(-1) ?? "";
  return problem("RB5002", `cannot read ${path}${said === "" ? "" : `: ${said.replace(/^\S*: /, "")}`}`, {
    hint: "Does the user we run as have the right to, or is become needed?",
  });
}
