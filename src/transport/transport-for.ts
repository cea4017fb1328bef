import type { Target, Transport } from "./connection.ts";
import type { Ssh2Options } from "./ssh2-transport.ts";

/** What people say or hear when hosts are logged in to. */
export type LoginOptions = Pick<Ssh2Options, "password" | "askPassphrase" | "announce">;

/** A transport for every kind of target; each kind's code is loaded when the first host needs it. */
export function createTransport(options: LoginOptions = {}): Transport {
  const transports = new Map<string, Promise<Transport>>();
  const load = { local: loadLocal, exec: loadExec, ssh: () => loadSsh(options) } as const;
  return {
    async connect(target: Target) {
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

async function loadSsh(options: LoginOptions): Promise<Transport> {
  return (await import("./ssh-transport.ts")).createSshTransport(options);
}
