import { ProblemError, problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import type { BecomePassword } from "./become-gate.ts";
import { newLoginMemory } from "./login-memory.ts";
import type { LoginOutcome, PasswordLeave } from "./password-gate.ts";
import type { AskPassphrase } from "./ssh2-keys.ts";
import { packError, unpackError } from "./worker-errors.ts";
import type { Answer, Begin, PackedSecret, Question } from "./worker-messages.ts";
import type { Told, WorkerProcess } from "./worker-process.ts";

/** What workers say and are told. */
export interface WorkerSpeech {
  readonly password?: SecretText;
  readonly askPassphrase?: AskPassphrase;
  readonly announce?: (message: string) => void;
}

/** The password of the shell that a request opens. */
export type BecomePasswordOf = (open: number) => BecomePassword | undefined;

/** A secret for the channel to a worker. */
export function packSecret(secret: SecretText): PackedSecret {
  return { name: secret.name, text: secret.reveal() };
}

/** Answers one worker after the other, so that each knows what the ones before it learned, and no question is asked twice. */
export class WorkerQuestions {
  readonly #speech: WorkerSpeech;
  readonly #memory = newLoginMemory();
  readonly #passphrases = new Map<string, Promise<SecretText>>();
  /** Leaves that were given and not used up, by the number of the question. */
  readonly #leaves = new Map<number, (outcome: LoginOutcome) => void>();
  /** Hosts that a password was sent to by a worker that ended before it told the outcome. */
  readonly #unsure = new Set<string>();
  readonly #sending = new Map<number, string>();

  constructor(speech: WorkerSpeech) {
    this.#speech = speech;
  }

  /** What a new worker starts with. */
  begin(): Begin {
    const { password, askPassphrase } = this.#speech;
    const { pins, refusals } = this.#memory;
    return {
      type: "begin",
      ...(password && { password: packSecret(password) }),
      canAsk: askPassphrase !== undefined,
      pins: new Map(pins),
      refusals: new Map([...refusals].map(([account, error]) => [account, packError(error)])),
    };
  }

  /** Takes what a worker tells; `becomePassword` finds the password of the shell that is being opened. */
  told(message: Told, worker: WorkerProcess, becomePassword: BecomePasswordOf): void {
    switch (message.type) {
      case "ask":
        this.#answer(message, worker, becomePassword).then(
          (answer) => worker.answer(message.id, answer),
          (error: unknown) => worker.answer(message.id, { kind: "error", error: packError(error) }),
        );
        return;
      case "left":
        this.#leaves.get(message.id)?.(message.outcome);
        this.#leaves.delete(message.id);
        this.#sending.delete(message.id);
        return;
      case "announce":
        this.#speech.announce?.(message.message);
        return;
      case "pinned":
        this.#memory.pins.set(message.place, message.fingerprint);
        return;
      case "refused": {
        const error = unpackError(message.error);
        if (error instanceof ProblemError) this.#memory.refusals.set(message.account, error);
      }
    }
  }

  /** The worker ended: of passwords under way nobody knows whether they were refused. */
  lost(): void {
    for (const host of this.#sending.values()) this.#unsure.add(host);
    for (const leave of this.#leaves.values()) leave("unknown");
    this.#sending.clear();
    this.#leaves.clear();
  }

  async #answer(
    { id, question }: { readonly id: number; readonly question: Question },
    worker: WorkerProcess,
    becomePassword: BecomePasswordOf,
  ): Promise<Answer> {
    if (question.kind === "passphrase")
      return { kind: "passphrase", secret: packSecret(await this.#ask(question.path)) };
    const { host, open } = question;
    const gate: PasswordLeave | undefined = open === undefined ? this.#memory.gate : becomePassword(open)?.gate;
    if (gate === undefined) throw new TypeError("nobody sends a password here");
    if (open === undefined && this.#unsure.has(host)) throw notAgain(host);
    const leave = await gate.enter(host);
    if (!worker.alive) leave("unknown");
    else {
      this.#leaves.set(id, leave);
      if (open === undefined) this.#sending.set(id, host);
    }
    return { kind: "leave" };
  }

  #ask(path: string): Promise<SecretText> {
    const ask = this.#speech.askPassphrase;
    if (ask === undefined) throw new TypeError("nobody can be asked for a passphrase");
    const asking = this.#passphrases.get(path) ?? ask(path);
    this.#passphrases.set(path, asking);
    return asking;
  }
}

function notAgain(host: string): ProblemError {
  return problem("RB4006", `${host}: the password was sent before, and it is not known whether it was taken`, {
    hint: "a host gets it once in a run; start again for this host (-l)",
  });
}
