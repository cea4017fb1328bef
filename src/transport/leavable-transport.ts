import { problem } from "../problems/problem.ts";
import type { Connection, Target } from "./connection.ts";
import type { RunTransport } from "./transport-for-run.ts";

/** A transport that can be left while its connections are in use. */
export interface LeavableTransport extends RunTransport {
  /** Closes all connections; none is opened any more (RB4001). Never throws. */
  leave(): Promise<void>;
}

/** The same transport, which knows what is open and nothing of what was. */
export function leavable(transport: RunTransport): LeavableTransport {
  const open = new Set<Connection>();
  let isLeft = false;
  const known = (connection: Connection): Connection => {
    open.add(connection);
    return {
      hostKey: connection.hostKey,
      openShell: (...how) => connection.openShell(...how),
      get counters() {
        return connection.counters;
      },
      close: () => connection.close().finally(() => open.delete(connection)),
    };
  };
  return {
    expect: (hosts) => transport.expect(hosts),
    async connect(target: Target) {
      const connection = isLeft ? undefined : await transport.connect(target);
      if (connection && !isLeft) return known(connection);
      await connection?.close();
      throw problem("RB4001", `${target.name}: the run is being left`, { hint: "Go on with runbook resume." });
    },
    async leave() {
      isLeft = true;
      await Promise.all([...open].map((connection) => connection.close()));
    },
  };
}
