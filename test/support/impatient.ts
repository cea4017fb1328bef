import type { Transport } from "../../src/transport/connection.ts";

/** Waits no longer than this for any frame. */
export function impatient(milliseconds: number, transport: Transport): Transport {
  return {
    async connect(target) {
      const connection = await transport.connect(target);
      return {
        hostKey: connection.hostKey,
        counters: connection.counters,
        close: () => connection.close(),
        async openShell(library, become, opening) {
          const shell = await connection.openShell(library, become, opening);
          return {
            opened: shell.opened,
            run: (frame) => shell.run({ ...frame, deadline: Math.min(frame.deadline, milliseconds) }),
          };
        },
      };
    },
  };
}
