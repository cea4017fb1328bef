import { type ProblemError, problem } from "../problems/problem.ts";
import type { Become, Connection, Target, Transport } from "./connection.ts";
import { type Held, type ShellRequest, WorkerConnection } from "./worker-connection.ts";
import type { PackedBecome } from "./worker-messages.ts";
import { type Death, WorkerEndedError, WorkerProcess, type WorkerProgram } from "./worker-process.ts";
import { packSecret, WorkerQuestions, type WorkerSpeech } from "./worker-questions.ts";
import type { OpenedShell } from "./worker-shell.ts";
import { WorkerSuspects } from "./worker-suspects.ts";
import { type WorkerLimits, workerLimits } from "./worker-watchdog.ts";

/** What may be set besides the program that is started. */
export interface WorkerTransportOptions extends WorkerSpeech {
  readonly program: WorkerProgram;
  readonly limits?: Partial<WorkerLimits>;
}

/** Ends of workers that no host is to blame for, after which no other is started. */
const mostEnds = 3;

/**
 * Connections held by an expendable process: a host that makes it loop, grow or crash costs that host, and the others a new
 * connection. What must hold for the whole run is kept here: pins, refused logins, passwords, answers of people. RB4015 for a
 * host that is to blame, RB4016 when workers end again and again; RB4xxx as the transport in the worker says.
 */
export class WorkerTransport implements Transport {
  readonly #options: WorkerTransportOptions;
  readonly #limits: WorkerLimits;
  readonly #questions: WorkerQuestions;
  readonly #suspects = new WorkerSuspects();
  /** Who becomes whom, by the number of the request. */
  readonly #becoming = new Map<number, Become>();
  #worker: WorkerProcess | undefined;
  #ends = 0;
  #over: ProblemError | undefined;
  #number = 0;

  constructor(options: WorkerTransportOptions) {
    this.#options = options;
    this.#limits = { ...workerLimits, ...options.limits };
    this.#questions = new WorkerQuestions(options);
  }

  /** Starts the worker ahead of the first connection. */
  start(): void {
    this.#alive();
  }

  async connect(target: Target): Promise<Connection> {
    const hold = () => this.#hold(target);
    return new WorkerConnection(await hold(), {
      host: target.name,
      hold,
      open: (held, request) => this.#open(held, request),
      next: () => this.#next(),
    });
  }

  /** Nothing begins on a host before it is connected to: so this is done again in the next worker. */
  async #hold(target: Target): Promise<Held> {
    for (;;) {
      const objection = this.#suspects.objectionTo(target) ?? this.#over;
      if (objection !== undefined) throw objection;
      const worker = this.#alive();
      const id = this.#next();
      try {
        const hosts = this.#suspects.numbers(target);
        const { hostKey } = await worker.request({ type: "connect", id, target, hosts }, "connected");
        return { worker, connection: id, hostKey };
      } catch (error) {
        if (!(error instanceof WorkerEndedError)) throw error;
      }
    }
  }

  async #open({ worker, connection }: Held, { library, become, opening }: ShellRequest): Promise<OpenedShell> {
    const id = this.#next();
    if (become) this.#becoming.set(id, become);
    try {
      const request = { type: "open", id, connection, library, become: become && packed(become), opening } as const;
      const { reply, counters } = await worker.request(request, "opened");
      return { worker, shell: id, reply, counters };
    } finally {
      this.#becoming.delete(id);
    }
  }

  #next(): number {
    this.#number += 1;
    return this.#number;
  }

  #alive(): WorkerProcess {
    if (this.#worker?.alive) return this.#worker;
    const worker: WorkerProcess = new WorkerProcess({
      program: this.#options.program,
      limits: this.#limits,
      begin: this.#questions.begin(),
      told: (message) => this.#questions.told(message, worker, (open) => this.#becoming.get(open)?.password),
      ended: (death) => this.#ended(death),
    });
    this.#worker = worker;
    return worker;
  }

  #ended(death: Death): void {
    this.#questions.lost();
    const guilty = this.#suspects.blame(death);
    if (guilty === undefined) this.#ends += 1;
    if (this.#ends > mostEnds) this.#over = endless(death);
    const then = this.#over === undefined ? "; another one connects to the hosts again" : "";
    const because = guilty === undefined ? "" : ` while it worked on what ${guilty} sent`;
    this.#options.announce?.(`the process that holds the connections ${death.how}${because}${then}`);
  }
}

function packed({ password, ...become }: Become): PackedBecome {
  return { ...become, ...(password && { password: packSecret(password.secret) }) };
}

function endless({ how }: Death): ProblemError {
  return problem("RB4016", `the process that holds the connections ended ${mostEnds + 1} times: the last one ${how}`, {
    hint: "is there enough memory, and does something on this machine end processes? runs of single hosts need no such process (-l)",
  });
}
