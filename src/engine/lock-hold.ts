import type { Part, PartReply, Replies } from "./batch.ts";
import type { HostLock } from "./host-lock.ts";

/** Whether one shell has its host's lock, and what takes it. */
export class LockHold {
  readonly #lock: HostLock;
  readonly #user: string;
  /** Told when the user's home can hold no lock. */
  readonly #tellNone: () => void;
  #held: string | undefined;

  constructor(lock: HostLock, user: string, tellNone: () => void) {
    this.#lock = lock;
    this.#user = user;
    this.#tellNone = tellNone;
  }

  /** Takes the lock, in front of everything else; nothing where this shell has it. */
  get wanted(): Part | undefined {
    return this.#held === this.#lock.name ? undefined : this.#lock.part(this.#user);
  }

  /** Gives the lock back: who asks next takes it again. */
  async letGo(ask: (parts: readonly Part[]) => Promise<Replies>): Promise<void> {
    if (this.#held === undefined) return;
    this.#held = undefined;
    await ask([{ script: "rb_let_go", stops: true, deadline: 10_000, cap: 4096 }]);
  }

  /** Hears how that ended. Where another shell of the run has the lock, each frame tries again. RB7301, RB7302. */
  take(reply: PartReply | undefined): void {
    const { name } = this.#lock;
    const hold = this.#lock.taken(this.#user, reply);
    if (hold !== "run") this.#held = name;
    if (hold === "none") this.#tellNone();
  }
}
