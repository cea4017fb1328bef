import type { Connection, Target, Transport } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import { LocalLink } from "./local-link.ts";
import { ShellConnection } from "./shell-connection.ts";

/** This machine as a host: the same kept shells, without a network. */
export function createLocalTransport(deadlines: Partial<Deadlines> = {}): Transport {
  const all = { ...defaultDeadlines, ...deadlines };
  return {
    async connect(target: Target): Promise<Connection> {
      return new ShellConnection(new LocalLink(target.name, all.close), all);
    },
  };
}
