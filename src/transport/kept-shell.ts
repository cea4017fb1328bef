import { type ProblemError, problem } from "../problems/problem.ts";
import type { ChannelEnd, Link } from "./byte-channel.ts";
import type { Become, Frame, Reply, Shell } from "./connection.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { frameBytes } from "./frame-bytes.ts";
import { FrameExchange } from "./frame-exchange.ts";
import { LateError } from "./late-error.ts";
import type { ShellStream } from "./shell-stream.ts";
import { type StopResult, stopProcesses } from "./stop-processes.ts";
import type { Traffic } from "./traffic.ts";

const goodbye: Frame = { script: "goodbye; exit", kind: "own", deadline: 0 };

/** Milliseconds between TERM and KILL for work that nobody waits for. */
const shortGrace = 500;

/** What a running kept shell is made of. */
export interface RunningShell {
  readonly link: Link;
  readonly stream: ShellStream;
  readonly become: Become | undefined;
  readonly pid: number;
  readonly nonce: string;
  readonly traffic: Traffic;
  /** Milliseconds between TERM and KILL. */
  readonly grace: number;
}

/** The frame under way. */
interface Pending {
  readonly frame: Frame;
  reject(error: ProblemError): void;
  readonly timer: NodeJS.Timeout;
}

/** A `sh` on a host that answers frames; see `shell-text.ts` for what travels. */
export class KeptShell implements Shell {
  /** The answer to the opening frame, once it has come. */
  opened: Reply | undefined;
  readonly #running: RunningShell;
  #queue: Promise<unknown> = Promise.resolve();
  #sequence = 0;
  #pending: Pending | undefined;
  /** Why no further frame can run. */
  #over: string | undefined;
  #gone: () => void = () => {};

  constructor(running: RunningShell) {
    this.#running = running;
    running.stream.onClosed((end) => this.#closed(end));
  }

  run(frame: Frame): Promise<Reply> {
    const reply = this.#queue.then(() => this.#exchange(frame));
    this.#queue = reply.catch(() => {});
    return reply;
  }

  /** Waits for the answer to frame 1, which travelled with the shell's text. */
  async open(opening: FrameExchange): Promise<void> {
    this.#sequence = 1;
    this.opened = await this.#answer(opening);
  }

  /**
   * Tells the shell to end; resolves when an idle one has come to its end. One at work is not waited for, and is left as by a
   * lost connection: nobody hears its answer, so what it keeps must stay. Text that others wrote is ended.
   */
  end(): Promise<void> {
    const { stream, nonce } = this.#running;
    if (this.#over === undefined && this.#pending?.frame.kind === "user") return this.#endWork();
    if (this.#over === undefined && this.#pending === undefined)
      stream.write(frameBytes(nonce, this.#sequence + 1, goodbye));
    this.#over ??= "the connection was closed from here";
    stream.endInput();
    if (this.#pending !== undefined || stream.end !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#gone = resolve;
    });
  }

  async #endWork(): Promise<void> {
    this.#over = "the connection was closed from here";
    const { link, pid, become, stream } = this.#running;
    await stopProcesses(link, pid, become, shortGrace);
    stream.destroy();
  }

  #exchange(frame: Frame): Promise<Reply> {
    const { link, stream, nonce } = this.#running;
    if (this.#over !== undefined) throw new ConnectionLostError(`${link.host}: ${this.#over}`, false);
    this.#sequence += 1;
    const exchange = new FrameExchange(frame, nonce, this.#sequence);
    exchange.listenTo("stdout", stream);
    exchange.listenTo("stderr", stream);
    stream.write(exchange.bytes);
    return this.#answer(exchange);
  }

  /** The answer to a frame that has been sent. */
  #answer(exchange: FrameExchange): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => void this.#late(exchange.frame), exchange.frame.deadline);
      this.#pending = { frame: exchange.frame, reject, timer };
      exchange.onEnd((end) => {
        if ("broken" in end) void this.#broken(end.broken);
        else if (this.#settle() !== undefined) {
          this.#running.traffic.frames += 1;
          resolve(end.reply);
        }
      });
      if (this.#over !== undefined) this.#lose(this.#over);
    });
  }

  /** Takes the frame under way out, so that it ends once. */
  #settle(): Pending | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending) clearTimeout(pending.timer);
    return pending;
  }

  #closed(end: ChannelEnd): void {
    const why = end.reason === undefined ? `the shell ended${how(end)}` : `the connection was lost (${end.reason})`;
    this.#over ??= why;
    this.#lose(why);
    this.#gone();
  }

  #lose(why: string): void {
    this.#settle()?.reject(new ConnectionLostError(`${this.#running.link.host}: ${why} before the answer came`, true));
  }

  async #late(frame: Frame): Promise<void> {
    const pending = this.#settle();
    const { link } = this.#running;
    const result = await this.#discard("the shell was ended, because a step ran past its deadline");
    const end = { rest: result.kind, hint: rest(result) };
    pending?.reject(new LateError(`${link.host}: no answer within ${frame.deadline / 1000} s`, end));
  }

  async #broken(why: string): Promise<void> {
    const pending = this.#settle();
    if (pending === undefined) return;
    const hint = rest(await this.#discard("the shell was ended, because an answer broke the protocol"));
    pending.reject(problem("RB4008", `${this.#running.link.host}: the host ${why}`, { hint }));
  }

  /** Ends the shell and all that runs below it; a connection that does not even answer to that is ended, too. */
  async #discard(why: string): Promise<StopResult> {
    this.#over ??= why;
    const { link, pid, become, grace, stream } = this.#running;
    const result = await stopProcesses(link, pid, become, grace);
    stream.destroy();
    if (result.kind === "unknown") link.destroy("the host did not answer");
    return result;
  }
}

function how(end: ChannelEnd): string {
  if (end.signal !== undefined) return `, killed by ${end.signal},`;
  return end.status === undefined ? "" : ` with status ${end.status}`;
}

function rest(result: StopResult): string {
  switch (result.kind) {
    case "stopped":
      return "its processes were ended";
    case "alive":
      return `these processes are still alive on the host: ${result.pids.join(" ")}`;
    case "unknown":
      return "its processes could not be ended, they may still run on the host";
  }
}
