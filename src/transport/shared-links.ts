import { ProblemError } from "../problems/problem.ts";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import { ConnectionLostError } from "./connection-lost.ts";

/** Channels on one connection: sshd's MaxSessions is 10 where nothing else is said. */
const mostChannels = 8;

interface Lane {
  readonly opening: Promise<Link>;
  channels: number;
}

/**
 * The connections to one host that many share: one, and another only when the host takes no more channels on those there are.
 * They end when their last holder lets go.
 */
export class SharedLinks {
  readonly #connect: () => Promise<Link>;
  readonly #ended: () => void;
  readonly #lanes: Lane[] = [];
  #room = mostChannels;
  #holders = 0;

  /** `ended` is called when nobody holds them any more. */
  constructor(connect: () => Promise<Link>, ended: () => void) {
    this.#connect = connect;
    this.#ended = ended;
  }

  /** Makes sure of a connection, and holds it until `letGo`. RB4xxx. */
  async hold(): Promise<void> {
    this.#holders += 1;
    try {
      await (this.#lanes[0] ?? this.#newLane()).opening;
    } catch (error) {
      await this.letGo();
      throw error;
    }
  }

  async letGo(): Promise<void> {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#ended();
    const links = await Promise.allSettled(this.#lanes.splice(0).map(({ opening }) => opening));
    await Promise.all(links.map((link) => (link.status === "fulfilled" ? link.value.close() : undefined)));
  }

  /** Starts a command line in the host's login shell. RB4013, RB4xxx of another login. */
  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    for (;;) {
      const known = this.#lanes.find(({ channels }) => channels < this.#room);
      const lane = known ?? this.#newLane();
      lane.channels += 1;
      try {
        return await openOn(lane, command, listener);
      } catch (error) {
        lane.channels -= 1;
        if (isLost(error)) this.#drop(lane);
        if (isRefused(error) && lane.channels > 0) this.#room = Math.min(this.#room, lane.channels);
        else if (!known || !isLost(error)) throw error;
      }
    }
  }

  #newLane(): Lane {
    const lane = { opening: this.#connect(), channels: 0 };
    this.#lanes.push(lane);
    lane.opening.catch(() => this.#drop(lane));
    return lane;
  }

  #drop(lane: Lane): void {
    const index = this.#lanes.indexOf(lane);
    if (index >= 0) this.#lanes.splice(index, 1);
    lane.opening.then(
      (link) => link.close(),
      () => {},
    );
  }
}

async function openOn(lane: Lane, command: string, listener: ChannelListener): Promise<ByteChannel> {
  const link = await lane.opening;
  return link.open(command, {
    stdout: (chunk) => listener.stdout(chunk),
    stderr: (chunk) => listener.stderr(chunk),
    closed: (end) => {
      lane.channels -= 1;
      listener.closed(end);
    },
  });
}

function isLost(error: unknown): boolean {
  return error instanceof ConnectionLostError && !error.started;
}

function isRefused(error: unknown): boolean {
  return error instanceof ProblemError && error.problems[0]?.code === "RB4013";
}
