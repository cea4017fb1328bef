import { SecretText } from "../secrets/secret-text.ts";
import type { PasswordLeave } from "./password-gate.ts";
import type { AskPassphrase } from "./ssh2-keys.ts";
import { unpackError } from "./worker-errors.ts";
import type { Answer, FromWorker, PackedSecret, Question } from "./worker-messages.ts";

/** A secret that came through the channel. */
export function unpackSecret({ name, text }: PackedSecret): SecretText {
  return new SecretText(name, text);
}

/** What a worker asks the process that started it. */
export class WorkerAsking {
  readonly #send: (message: FromWorker) => void;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #number = 0;

  constructor(send: (message: FromWorker) => void) {
    this.#send = send;
  }

  /** The answer to a question has come. */
  answered(id: number, answer: Answer): void {
    this.#open.get(id)?.(answer);
    this.#open.delete(id);
  }

  readonly passphrase: AskPassphrase = async (path) => {
    const { answer } = await this.#ask({ kind: "passphrase", path });
    if (answer.kind === "passphrase") return unpackSecret(answer.secret);
    throw refusal(answer);
  };

  /** Leave to send the password of a login, or of the shell that request `open` opens. */
  leave(open?: number): PasswordLeave {
    return {
      enter: async (host) => {
        const { id, answer } = await this.#ask({ kind: "leave", host, ...(open !== undefined && { open }) });
        if (answer.kind !== "leave") throw refusal(answer);
        return (outcome) => this.#send({ type: "left", id, outcome });
      },
    };
  }

  #ask(question: Question): Promise<{ readonly id: number; readonly answer: Answer }> {
    this.#number += 1;
    const id = this.#number;
    return new Promise((resolve) => {
      this.#open.set(id, (answer) => resolve({ id, answer }));
      this.#send({ type: "ask", id, question });
    });
  }
}

function refusal(answer: Answer): Error {
  return answer.kind === "error" ? unpackError(answer.error) : new TypeError(`${answer.kind} is no answer to that`);
}
