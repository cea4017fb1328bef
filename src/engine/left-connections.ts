import type { Connection, Counters } from "../transport/connection.ts";
import { type Leaving, leaveShells, type OpenShell } from "./leave-shells.ts";
import { noTraffic, trafficOfBoth } from "./traffic.ts";

interface Left {
  readonly connection: Connection;
  readonly shells: readonly Promise<OpenShell>[];
}

/**
 * Connections of a host that nothing new is asked over, since something was lost there. Others may be at work over them still, and
 * an orderly end removes what commands left on the host, which is needed until their ends are on disk here: so they stay open.
 */
export class LeftConnections {
  readonly #left: Left[] = [];

  add(connection: Connection, shells: Iterable<Promise<OpenShell>>): void {
    this.#left.push({ connection, shells: [...shells] });
  }

  get counters(): Counters {
    return this.#left.reduce((sum, { connection }) => trafficOfBoth(sum, connection.counters), noTraffic);
  }

  /** Ends all of them. Never throws. */
  async close(leaving: Leaving, now: Date): Promise<void> {
    const shells = this.#left.flatMap((one) => one.shells);
    await leaveShells(shells, leaving, now);
    await Promise.all(this.#left.map(({ connection }) => connection.close()));
  }
}
