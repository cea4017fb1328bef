import { type ChildProcess, fork } from "node:child_process";
import { visible } from "./visible.ts";
import { unpackError } from "./worker-errors.ts";
import { guard } from "./worker-guard.ts";
import type { Answer, Begin, Done, FromWorker, Request, ToWorker } from "./worker-messages.ts";
import { type Note, newNote } from "./worker-note.ts";
import { vitalsOf } from "./worker-vitals.ts";
import { type Verdict, type WorkerLimits, WorkerWatchdog } from "./worker-watchdog.ts";

/** What is started as a worker: a file for node, and its arguments. */
export interface WorkerProgram {
  readonly file: string;
  readonly args: readonly string[];
}

/** How a worker ended. */
export interface Death {
  /** `broke`: by itself, by an error or a crash; `killed`: somebody else did it. */
  readonly verdict: Verdict | "broke" | "killed";
  /** What it did, for messages: "did not answer for 3 s". */
  readonly how: string;
  /** The number of the host whose bytes it worked on last; 0: none. */
  readonly host: number;
}

/** What a worker says besides the ends of requests. */
export type Told = Exclude<FromWorker, Done | { readonly type: "beat" | "broken" }>;

/** What starting a worker needs. */
export interface WorkerStart {
  readonly program: WorkerProgram;
  readonly limits: WorkerLimits;
  readonly begin: Begin;
  readonly told: (message: Told) => void;
  /** Called once, before the requests that are left fail with a `WorkerEndedError`. */
  readonly ended: (death: Death) => void;
}

/** The worker ended before a request did. */
export class WorkerEndedError extends Error {}

const longestText = 200;

type Pending = { readonly sent: number; settle(done: Done): void; reject(error: Error): void };

/** A process that holds connections, killed when it freezes or grows too large, or when this one ends. */
export class WorkerProcess {
  readonly #start: WorkerStart;
  readonly #child: ChildProcess;
  readonly #note: Note = newNote();
  readonly #watchdog: WorkerWatchdog;
  readonly #looking: NodeJS.Timeout;
  readonly #endGuard: () => void;
  readonly #pending = new Map<number, Pending>();
  #sent = 0;
  #verdict: Death["verdict"] | undefined;
  #how: string | undefined;
  #death: Death | undefined;

  constructor(start: WorkerStart) {
    this.#start = start;
    const { file, args } = start.program;
    const stdio = ["ignore", "ignore", "ignore", "ipc", this.#note.descriptor] as const;
    this.#child = fork(file, args, { serialization: "advanced", execArgv: [], stdio: [...stdio] });
    this.#child.on("message", (message: FromWorker) => this.#heard(message));
    this.#child.on("error", (error) => this.#over(`failed: ${error.message}`));
    this.#child.on("exit", (status, signal) => {
      this.#how ??= signal === null ? `ended with status ${status}` : `was killed by ${signal}`;
      if (signal === "SIGKILL") this.#verdict ??= "killed";
      if (!this.#child.connected) this.#over(this.#how);
    });
    this.#child.on("disconnect", () => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) this.#over(this.#how ?? "ended");
      else this.#child.kill("SIGKILL");
    });
    this.#endGuard = this.#child.pid === undefined ? () => {} : guard(this.#child.pid);
    this.#watchdog = new WorkerWatchdog(start.limits, performance.now());
    this.#looking = setInterval(() => this.#look(), start.limits.beat).unref();
    this.#send(start.begin);
    this.#hold(false);
  }

  get alive(): boolean {
    return this.#death === undefined;
  }

  /** Sends a request and gives its end, which is of type `type`. RB4xxx as the worker says; `WorkerEndedError`. */
  async request<T extends Done["type"]>(request: Request, type: T): Promise<Extract<Done, { readonly type: T }>> {
    const done = await this.#exchange(request);
    if (isOf(done, type)) return done;
    throw done.type === "failed" ? unpackError(done.error) : new TypeError(`${done.type} is no end of ${request.type}`);
  }

  answer(id: number, answer: Answer): void {
    if (answer.kind === "passphrase") this.#watchdog.bePatient();
    this.#send({ type: "answer", id, answer });
  }

  #exchange(request: Request): Promise<Done> {
    if (this.#death !== undefined) return Promise.reject(new WorkerEndedError(this.#death.how));
    return new Promise((resolve, reject) => {
      const sent = sizeOf(request);
      this.#sent += sent;
      const settle = (done: Done) => {
        this.#sent -= sent;
        this.#pending.delete(request.id);
        if (this.#pending.size === 0) this.#hold(false);
        resolve(done);
      };
      if (this.#pending.size === 0) this.#hold(true);
      this.#pending.set(request.id, { sent, settle, reject });
      this.#send(request);
    });
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Who waits for an answer keeps this process going; an idle worker does not. */
  #hold(holds: boolean): void {
    if (holds) this.#child.ref();
    else this.#child.unref();
    if (holds) this.#child.channel?.ref();
    else this.#child.channel?.unref();
  }

  #heard(message: FromWorker): void {
    switch (message.type) {
      case "beat":
        this.#watchdog.beat(message.memory);
        return;
      case "broken":
        this.#how = `broke: ${visible(message.text, longestText)}`;
        return;
      case "connected":
      case "opened":
      case "replied":
      case "closed":
      case "failed":
        this.#pending.get(message.id)?.settle(message);
        return;
      default:
        this.#start.told(message);
    }
  }

  #look(): void {
    const { pid } = this.#child;
    const vitals = pid === undefined ? undefined : vitalsOf(pid);
    const verdict = this.#watchdog.look(performance.now(), vitals, this.#sent);
    if (verdict === undefined || this.#verdict !== undefined) return;
    this.#verdict = verdict;
    const { memory, silence } = this.#start.limits;
    this.#how =
      verdict === "too large"
        ? `took more than ${Math.round(memory / 1024 / 1024)} MiB of memory`
        : `did not answer for ${silence / 1000} s`;
    this.#child.kill("SIGKILL");
  }

  #over(how: string): void {
    if (this.#death !== undefined) return;
    clearInterval(this.#looking);
    this.#endGuard();
    this.#death = { verdict: this.#verdict ?? "broke", how, host: this.#note.read() };
    this.#note.close();
    this.#start.ended(this.#death);
    for (const { reject } of this.#pending.values()) reject(new WorkerEndedError(how));
    this.#pending.clear();
  }
}

function isOf<T extends Done["type"]>(done: Done, type: T): done is Extract<Done, { readonly type: T }> {
  return done.type === type;
}

function sizeOf(request: Request): number {
  return request.type === "run" ? request.frame.script.length + (request.frame.payload?.length ?? 0) : 0;
}
