import type { Change } from "../changes/change.ts";
import { undoSteps } from "../changes/undo-script.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Block } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import type { Replies } from "./batch.ts";
import { type ChangeOutcome, together } from "./carry-out.ts";
import type { NumberedChange } from "./change-record.ts";
import { forgetEnds } from "./forget-ends.ts";
import { shellKey, type UserShell } from "./host-session.ts";
import type { HostState } from "./host-state.ts";
import type { Item } from "./item.ts";
import type { OpenSwitch } from "./open-switch.ts";
import type { Clock } from "./run-context.ts";
import {
  actsUnderSwitch,
  armPart,
  inTime,
  isBegun,
  morePart,
  notSet,
  notTold,
  outcomesUnderSwitch,
  unanswered,
} from "./switch-frame.ts";
import { askSwitch, forgetSwitch, switchStatus } from "./switch-part.ts";

/** The switch of the block that the host is in, set or not. */
export function blockSwitchOf({ item, around }: { readonly item: Item; readonly around: Block }): BlockSwitch {
  const { host, context } = item;
  const { deadManSwitch: known } = host;
  if (known instanceof BlockSwitch && known.block === around) return known;
  const fresh = new BlockSwitch(around, host, context.clock);
  host.deadManSwitch = fresh;
  return fresh;
}

/** Who does something in the block. */
interface Doing {
  readonly item: Item;
  readonly user: Become | undefined;
}

/** A change that the switch holds, and how it ended. */
interface Held {
  readonly one: NumberedChange;
  readonly outcome: ChangeOutcome;
}

/**
 * The one dead-man switch of a block on a host. It is set with the block's first change, and holds the undoing of every change
 * before that is made. How the changes ended is told when the switch has decided.
 */
export class BlockSwitch implements OpenSwitch {
  readonly block: Block;
  readonly notified = new Set<string>();
  readonly #host: HostState;
  readonly #clock: Clock;
  readonly #held: Held[] = [];
  #user: Become | undefined;
  #isUsed = false;
  #state: "unset" | "armed" | "over" = "unset";
  #number = 0;
  #steps = 0;
  #began = 0;
  #shell: UserShell | undefined;
  #why: ProblemError | undefined;

  constructor(block: Block, host: HostState, clock: Clock) {
    this.block = block;
    this.#host = host;
    this.#clock = clock;
  }

  get isArmed(): boolean {
    return this.#state === "armed";
  }

  get isOver(): boolean {
    return this.#state === "over";
  }

  get number(): number {
    return this.#number;
  }

  /** RB5009 for a second user: what one may write the other's process cannot undo. */
  checkUser(user: Become | undefined): void {
    if (!this.#isUsed) {
      this.#isUsed = true;
      this.#user = user;
    }
    if (shellKey(user) === shellKey(this.#user)) return;
    throw problem("RB5009", `all that a block with "confirm_within" changes must be done by one user`, {
      at: this.block.span,
      hint: `Here one task runs as ${nameOf(this.#user)}, another one as ${nameOf(user)}. Say "become" for the whole block.`,
    });
  }

  /** Makes changes that the switch holds. RB5013 when the block was undone, RB5012 when nobody can tell; else as `carryOut`. */
  async make(changes: readonly Change[], { item, user }: Doing): Promise<ValueMap> {
    if (this.#why) throw this.#why;
    const host = this.#host;
    const shell = await host.shell(user);
    const isFirst = this.#state === "unset";
    const undoNumbers = changes.map(() => shell.nextNumber());
    if (isFirst) this.#number = shell.nextNumber();
    const { task, index } = item;
    const numbered = changes.map((change) => ({
      change,
      task,
      item: index,
      number: shell.nextNumber(),
      deadManSwitch: this.#number,
    }));
    const undo = undoSteps(
      numbered.map(({ change, number }, at) => ({
        change,
        number,
        undoNumber: undoNumbers[at] ?? number,
        backup: host.record.backup(shell.user.home, number),
      })),
    );
    await host.record.intend(numbered, shell);
    host.forget();
    const replies = await this.#send(numbered, { undo, shell, isFirst });
    host.forget();
    return this.#taken(numbered, replies);
  }

  async confirm(): Promise<void> {
    const { reply, isAgain } = await this.#ask("confirm");
    const status = reply instanceof ProblemError ? undefined : reply?.status;
    if (status !== switchStatus.confirmed && !(status === switchStatus.none && isAgain)) {
      const why = this.#decided(reply, undefined, `no new connection confirmed the block within ${this.#seconds} s`);
      await this.#forget();
      throw why;
    }
    this.#state = "unset";
    const failedLast = this.#held.toSorted((a, b) => Number("failure" in a.outcome) - Number("failure" in b.outcome));
    for (const { one, outcome } of failedLast) this.#host.record.finish(one, outcome);
    const commands = this.#held.filter(({ one }) => one.change.kind === "run-command").map(({ one }) => one.number);
    if (commands.length === 0) return;
    await this.#host.record.durable();
    await forgetEnds(this.#host.session, this.#user, commands).catch(unanswered);
  }

  async undo(): Promise<void> {
    const { reply } = await this.#ask("undo");
    const decided = this.#decided(reply, undefined, "the block was left");
    await this.#forget();
    if (decided.problems[0]?.code === "RB5012") throw decided;
  }

  get #seconds(): number {
    return this.block.confirmWithin ?? 0;
  }

  async #send(
    numbered: readonly NumberedChange[],
    { undo, shell, isFirst }: { readonly undo: string; readonly shell: UserShell; readonly isFirst: boolean },
  ): Promise<Replies> {
    const seconds = this.#seconds;
    const more = morePart(this.#number, ++this.#steps, { undo, seconds });
    const arm = armPart(this.#number, seconds, "rb_undo() { rb_undo_all; }");
    const parts = [...(isFirst ? [arm] : []), more, ...actsUnderSwitch(numbered, shell)];
    if (isFirst) this.#began = this.#clock.monotonic();
    this.#shell ??= shell;
    let replies: Replies;
    try {
      replies = await shell.act(inTime(parts, numbered, arm));
    } catch (failure) {
      if (isBegun(failure)) throw await this.#lost(numbered, failure);
      for (const one of numbered) this.#host.record.finish(one, { failure });
      throw failure;
    }
    const [first] = replies;
    if (isFirst && first?.status !== 0) {
      const failure = first ? notSet(first) : new Error("the dead-man switch was not set");
      for (const one of numbered) this.#host.record.finish(one, { failure });
      throw failure;
    }
    this.#state = "armed";
    const [added, ...rest] = isFirst ? replies.slice(1) : replies;
    if (added?.status === 0) return rest;
    throw await this.#lost(numbered, added ? notSet(added) : undefined);
  }

  /** What was made is held; what failed in part is not left so. */
  #taken(numbered: readonly NumberedChange[], replies: Replies): Promise<ValueMap> | ValueMap {
    const outcomes = outcomesUnderSwitch(numbered, replies, this.#clock.monotonic() - this.#began);
    const failed = outcomes.find(({ result }) => result === undefined);
    if (failed?.isUnknown) return this.#lost(numbered, failed.failure).then((why) => Promise.reject(why));
    for (const [at, one] of numbered.entries()) this.#held.push({ one, outcome: outcomes[at] ?? {} });
    if (failed) throw failed.failure;
    return together(outcomes.map(({ result }) => result ?? valueMap([])));
  }

  /** Nobody knows how far these changes went: the whole block is undone. */
  async #lost(numbered: readonly NumberedChange[], failure: unknown): Promise<ProblemError> {
    for (const one of numbered) this.#held.push({ one, outcome: {} });
    const { reply } = await this.#ask("end");
    const because = failure instanceof Error ? failure.message : "its time was over";
    const why = this.#decided(reply, failure, because);
    await this.#forget();
    return why;
  }

  async #ask(verb: "confirm" | "undo" | "end") {
    const time = this.#began + this.#seconds * 1000 - this.#clock.monotonic();
    const part = askSwitch(this.#number, verb, verb === "end" ? this.#shell?.mark : undefined);
    const answer = await this.#host.session.askAnew(this.#user, [part], Math.max(0, time)).catch(unanswered);
    if (answer instanceof ProblemError) return { reply: answer, isAgain: false };
    return { reply: answer.replies[0], isAgain: answer.isAgain };
  }

  /** The block is over: tells of each of its changes that it is undone, or that nobody can tell. */
  #decided(reply: Replies[number] | ProblemError, cause: unknown, because: string): ProblemError {
    const status = reply instanceof ProblemError ? undefined : reply?.status;
    const wasNeverSet = status === switchStatus.none && this.#state === "unset";
    const isUndone = status === switchStatus.undone || wasNeverSet;
    const why = isUndone ? undone(because, this.block, cause) : notTold("block", reply);
    for (const { one } of this.#held) this.#host.record.finish(one, { failure: why, isUnknown: !isUndone });
    if (isUndone) for (const id of this.notified) this.#host.notified.delete(id);
    this.#state = "over";
    this.#why = why;
    return why;
  }

  /** It is on disk here that the block was undone: nothing of its switch stays. */
  async #forget(): Promise<void> {
    if (this.#why?.problems[0]?.code !== "RB5013") return;
    await this.#host.record.durable();
    await this.#host.session.askAnew(this.#user, [forgetSwitch(this.#number)]).catch(unanswered);
  }
}

function undone(because: string, { span }: Block, cause: unknown): ProblemError {
  return problem("RB5013", `${because}; the dead-man switch undid what the block had done`, {
    at: span,
    hint: "The host is as it was before the block.",
    cause,
  });
}

function nameOf(user: Become | undefined): string {
  return user?.user ?? "the login user";
}
