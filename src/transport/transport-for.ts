import type { Transport } from "./connection.ts";

/** A transport for every kind of target; each kind's code is loaded when the first host needs it. */
export function createTransport(): Transport {
  const transports = new Map<string, Promise<Transport>>();
  const load = { local: loadLocal, exec: loadExec, ssh: loadSsh2 } as const;
  return {
    async connect(target) {
      const loading = transports.get(target.kind) ?? load[target.kind]();
      transports.set(target.kind, loading);
      return (await loading).connect(target);
    },
  };
}

async function loadLocal(): Promise<Transport> {
  return (await import("./local-transport.ts")).createLocalTransport();
}

async function loadExec(): Promise<Transport> {
  return (await import("./exec-transport.ts")).createExecTransport();
}

async function loadSsh2(): Promise<Transport> {
  return (await import("./ssh2-transport.ts")).createSsh2Transport();
}
