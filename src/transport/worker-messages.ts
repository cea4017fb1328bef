import type { Problem } from "../problems/problem.ts";
import type { Become, Counters, Frame, Reply, Target } from "./connection.ts";
import type { LoginOutcome } from "./password-gate.ts";
import type { StopResult } from "./stop-processes.ts";

/** A secret on its way between the two processes, which share a channel that nobody else has. */
export interface PackedSecret {
  readonly name: string;
  readonly text: string;
}

/** An error on its way: a problem, a lost connection, a deadline that passed, or a mistake of ours. */
export type PackedError =
  | { readonly kind: "problem"; readonly problems: readonly Problem[] }
  | { readonly kind: "lost"; readonly message: string; readonly started: boolean }
  | { readonly kind: "late"; readonly message: string; readonly rest: StopResult["kind"]; readonly hint: string }
  | { readonly kind: "mistake"; readonly text: string };

/** As `Become`; who may send the password is asked with the number of the request. */
export interface PackedBecome extends Omit<Become, "password"> {
  readonly password?: PackedSecret;
}

/** What the worker must know before anything else. */
export interface Begin {
  readonly type: "begin";
  readonly password?: PackedSecret;
  /** Somebody can be asked for passphrases. */
  readonly canAsk: boolean;
  readonly pins: ReadonlyMap<string, string>;
  readonly refusals: ReadonlyMap<string, PackedError>;
}

/** A request; `id` is also the number of the connection or shell that it makes. */
export type Request =
  | {
      readonly type: "connect";
      readonly id: number;
      readonly target: Target;
      /** The numbers of the hosts that are talked to, by place: this one, and those on the way. */
      readonly hosts: ReadonlyMap<string, number>;
    }
  | {
      readonly type: "open";
      readonly id: number;
      readonly connection: number;
      readonly library: string;
      readonly become: PackedBecome | undefined;
      readonly opening: Frame | undefined;
    }
  | { readonly type: "run"; readonly id: number; readonly shell: number; readonly frame: Frame }
  | { readonly type: "close"; readonly id: number; readonly connection: number };

/** The end of a request. */
export type Done =
  | { readonly type: "connected"; readonly id: number; readonly hostKey: string | undefined }
  | { readonly type: "opened"; readonly id: number; readonly reply: Reply | undefined; readonly counters: Counters }
  | { readonly type: "replied"; readonly id: number; readonly reply: Reply; readonly counters: Counters }
  | { readonly type: "closed"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly error: PackedError };

/** What the worker asks: a passphrase, or leave to send a password of logins (`open` left out) or of becoming. */
export type Question =
  | { readonly kind: "passphrase"; readonly path: string }
  | { readonly kind: "leave"; readonly host: string; readonly open?: number };

/** The answer to a question. */
export type Answer =
  | { readonly kind: "passphrase"; readonly secret: PackedSecret }
  | { readonly kind: "leave" }
  | { readonly kind: "error"; readonly error: PackedError };

/** Everything that is sent to the worker. */
export type ToWorker = Begin | Request | { readonly type: "answer"; readonly id: number; readonly answer: Answer };

/** Everything that comes from the worker. */
export type FromWorker =
  | Done
  /** A sign of life, with the bytes of memory in use. */
  | { readonly type: "beat"; readonly memory: number }
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  /** What became of a password that leave was given for. */
  | { readonly type: "left"; readonly id: number; readonly outcome: LoginOutcome }
  | { readonly type: "announce"; readonly message: string }
  | { readonly type: "pinned"; readonly place: string; readonly fingerprint: string }
  | { readonly type: "refused"; readonly account: string; readonly error: PackedError }
  /** The last words of a worker that made a mistake. */
  | { readonly type: "broken"; readonly text: string };
