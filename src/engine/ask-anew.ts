import { randomBytes } from "node:crypto";
import { hostLibrary } from "../changes/host-library.ts";
import type { Become, Counters, Target, Transport } from "../transport/connection.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import { batchOf, type Part, type Replies } from "./batch.ts";
import { type Persistence, persistently } from "./reconnect.ts";

/** Whom to ask, and as whom; `told` hears what went over the connection. */
export interface Asked {
  readonly transport: Transport;
  readonly target: Target;
  readonly become: Become | undefined;
  readonly tag: string;
  readonly told: (traffic: Counters) => void;
}

/** `isAgain`: an answer was lost before, so that the host may have heard the question more than once. */
export interface Anew {
  readonly replies: Replies;
  readonly isAgain: boolean;
}

/** Asks over a connection of its own, and closes it; as long as it takes to get an answer, within `time`. RB4xxx. */
export async function askAnew(parts: readonly Part[], asked: Asked, persistence: Persistence): Promise<Anew> {
  let isAgain = false;
  const replies = await persistently(async () => {
    try {
      return await askOnce(parts, asked);
    } catch (error) {
      isAgain ||= error instanceof ConnectionLostError && error.started;
      throw error;
    }
  }, persistence);
  return { replies, isAgain };
}

async function askOnce(parts: readonly Part[], { transport, target, become, tag, told }: Asked): Promise<Replies> {
  const connection = await transport.connect(target);
  try {
    const { frame, replies } = batchOf(parts, randomBytes(16).toString("hex"));
    const shell = await connection.openShell(hostLibrary(tag), become);
    return replies(await shell.run(frame));
  } finally {
    told(connection.counters);
    await connection.close();
  }
}
