import type { Target, Transport } from "./connection.ts";
import type { LinkTransport } from "./link-transport.ts";
import type { Ssh2Options } from "./ssh2-transport.ts";

/** What people say or hear when hosts are logged in to, what is remembered of it, and who is told of what hosts send. */
export type LoginOptions = Pick<Ssh2Options, "password" | "askPassphrase" | "announce" | "memory" | "hears">;

/** A transport for every kind of target; each kind's code is loaded when the first host needs it. */
export function createTransport(options: LoginOptions = {}): Transport {
  const transports = new Map<string, Promise<Transport>>();
  let ssh: Promise<LinkTransport> | undefined;
  const sshOnce = () => {
    ssh ??= loadSsh(options);
    return ssh;
  };
  const load = { local: loadLocal, exec: () => loadExec(sshOnce), ssh: sshOnce } as const;
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

/** With logins by ssh for hosts that lead to others. */
async function loadExec(ssh: () => Promise<LinkTransport>): Promise<Transport> {
  const { createExecTransport } = await import("./exec-transport.ts");
  return createExecTransport(async (target) => (await ssh()).openLink(target));
}

async function loadSsh(options: LoginOptions): Promise<LinkTransport> {
  return (await import("./ssh-transport.ts")).createSshTransport(options);
}
