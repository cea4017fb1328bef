import { setTimeout as wait } from "node:timers/promises";
import type { World } from "./world.ts";

/** Milliseconds for leaving hosts. */
const leavingTime = 1500;

/** Signals that follow each other faster, in milliseconds, are one: a terminal and a program in between both send it. */
const oneSignal = 25;

/** Hears of Ctrl-C, and of an output that nobody reads. `end` stops listening. */
export interface Stopper {
  readonly stopping: () => boolean;
  /** Somebody does not want to wait: the program ends within two seconds, and nothing is begun or told meanwhile. */
  readonly left: () => boolean;
  /** Nobody reads the output. */
  readonly unread: () => boolean;
  /** What a run comes to; nothing, once it is left, for the program is about to end. */
  unlessLeft<T>(work: Promise<T>): Promise<T>;
  end(): void;
}

/** What goes on, for one who does not want to wait. */
export interface Stopping {
  /** Puts the terminal in order, writes down what is known, and says what is left. */
  readonly leave: () => void;
  /** Ends what only looks on the hosts, and the connections. */
  readonly leaveHosts: () => Promise<void>;
  /** A run that changes hosts says why it stops when nobody reads its output any more; others end quietly. */
  readonly tellsWhy: boolean;
  /** Writes where no screen paints over it. */
  readonly say: (text: string) => void;
}

const first = "stopping: what runs is finished, nothing new begins (once more to leave it)";
const noReader = "without an output the run stops: what runs is finished, nothing new begins";

/**
 * First Ctrl-C, SIGTERM, SIGHUP, or an output that cannot be written: what runs is finished and nothing new begins. Second: it is
 * left, and the program ends within two seconds with 130. Third: at once. A terminal that is closed is not impatient: any number
 * of SIGHUPs counts as the first.
 */
export function stopper(world: World, { leave, leaveHosts, tellsWhy, say }: Stopping): Stopper {
  let stopping = false;
  let left = false;
  let unread = false;
  let last = Number.NEGATIVE_INFINITY;
  const leaveAll = () => {
    left = true;
    leave();
    const late = wait(leavingTime);
    void Promise.race([leaveHosts(), late]).finally(() => world.exit(130));
  };
  const endOfSignals = world.onInterrupt((signal) => {
    const now = world.clock.monotonic();
    const isNew = now - last > oneSignal;
    last = now;
    if (!stopping) say(`\n${first}\n`);
    else if (isNew && signal !== "SIGHUP") {
      if (left) world.exit(130);
      leaveAll();
    }
    stopping = true;
  });
  const endOfOutput = world.onOutputLost(() => {
    if (!stopping && tellsWhy) say(`\n${noReader}\n`);
    stopping = true;
    unread = true;
  });
  return {
    stopping: () => stopping,
    left: () => left,
    unread: () => unread,
    async unlessLeft(work) {
      try {
        return await work;
      } finally {
        if (left) await new Promise(() => {});
      }
    },
    end() {
      endOfSignals();
      endOfOutput();
    },
  };
}
