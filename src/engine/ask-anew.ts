import { randomBytes } from "node:crypto";
import { hostLibrary } from "../changes/host-library.ts";
import type { Become, Counters, Target, Transport } from "../transport/connection.ts";
import { batchOf, type Part, type Replies } from "./batch.ts";

/** Whom to ask, and as whom; `told` hears what went over the connection. */
export interface Asked {
  readonly transport: Transport;
  readonly target: Target;
  readonly become: Become | undefined;
  readonly tag: string;
  readonly told: (traffic: Counters) => void;
}

/** Asks over a connection of its own, and closes it. RB4xxx. */
export async function askAnew(
  parts: readonly Part[],
  { transport, target, become, tag, told }: Asked,
): Promise<Replies> {
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
