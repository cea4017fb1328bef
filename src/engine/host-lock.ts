import { quote } from "../changes/quote.ts";
import { isRunId } from "../journal/run-id.ts";
import { problem } from "../problems/problem.ts";
import type { Part, PartReply } from "./batch.ts";

/** How a run keeps other runs away from the hosts it changes. */
export interface LockOptions {
  readonly run: string;
  /** `user@machine` of this side, for those who find the host locked. */
  readonly who: string;
  /** How long to wait for a run that has the lock. */
  readonly seconds: number;
}

/** How a shell has the lock. `run`: another shell of this run has it; `none`: the user's home cannot hold one. */
export type Hold = "own" | "run" | "none";

const lookTime = 60_000;

/**
 * The locks of one host (rb_lock): each user's shell holds the one of its user, so the kernel lets go of it when the shell dies.
 * Once it was broken on purpose, this run does not take it again.
 */
export class HostLock {
  /** Which lock: nothing for the whole host, else the name that the play gives. */
  name = "";
  /** How many seconds it is waited for now. */
  patience: number;
  /** The run that had it when it was last asked for; `undefined` where nobody says who. */
  holder: string | undefined;
  readonly #host: string;
  readonly #options: LockOptions;
  /** What the lock's epoch was when it was taken, by user and name. */
  readonly #epochs = new Map<string, string>();

  constructor(host: string, options: LockOptions) {
    this.#host = host;
    this.#options = options;
    this.patience = options.seconds;
  }

  /** Takes the lock in front of what acts. */
  part(user: string): Part {
    const { run, who } = this.#options;
    const epoch = this.#epochs.get(`${user} ${this.name}`) ?? "-";
    const words = [this.name, run, epoch, String(this.patience), who];
    const deadline = this.patience * 1000 + lookTime;
    return { script: `rb_lock ${words.map(quote).join(" ")}`, stops: true, deadline, cap: 4096 };
  }

  /** RB7301 when another run has it, RB7302 when it was broken. */
  taken(user: string, reply: PartReply | undefined): Hold {
    const said = Buffer.from(reply?.stdout ?? [])
      .toString("utf8")
      .trim();
    if (reply?.status === 0) {
      const [epoch = "0", hold] = said.split(" ");
      if (hold !== "none") this.#epochs.set(`${user} ${this.name}`, epoch);
      return hold === "own" || hold === "none" ? hold : "run";
    }
    if (reply?.status === 50) throw this.#held(said);
    if (reply?.status === 51) {
      throw problem("RB7302", `${this.#host}: the lock of this run was broken on purpose`, {
        hint: "Somebody said runbook unlock. Nothing more is done here; ask them, then resume.",
      });
    }
    const why = Buffer.from(reply?.stderr ?? []).toString("utf8");
    throw problem(
      "RB5002",
      `${this.#host}: cannot take the lock ~/.runbook/lock: ${why.trim().split("\n").at(-1) ?? ""}`,
      {
        hint: "Is the disk full, or ~/.runbook of the user we run as not theirs?",
      },
    );
  }

  #held(said: string) {
    const [run = "", pid, , who = "somebody"] = said.split(" ");
    const isRun = isRunId(run) && pid !== undefined;
    this.holder = isRun ? run : undefined;
    const named = this.name === "" ? "" : ` "${this.name}"`;
    return problem("RB7301", `${this.#host}: ${isRun ? `the run ${run} of ${who}` : said} has the lock${named}`, {
      hint: isRun
        ? `Nothing was done here. Wait for it (--lock-timeout), or break it: runbook unlock ${this.#host} --run ${run}`
        : "Nothing was done here. Wait for it: --lock-timeout.",
    });
  }
}
