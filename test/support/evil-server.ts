import { createServer, type Socket } from "node:net";
import type { SshTarget } from "../../src/transport/ssh-target.ts";
import { type EvilShell, evilShell } from "./evil-shell.ts";
import { type PracticeServer, type ServerOptions, startServer, targetOn } from "./ssh-server.ts";

/** One way in which a host is hostile or broken, and what must come of it. */
export interface EvilBehavior {
  readonly name: string;
  /** Raw TCP; or an ssh server, in parts another; or one whose shell is only pretended. */
  readonly raw?: (socket: Socket) => void;
  readonly server?: ServerOptions;
  readonly shell?: EvilShell;
  /** The problem codes that are right; "survives" when the work goes on as if nothing were. */
  readonly ends: ["survives"] | readonly string[];
  /** Shows only by what the engine makes of it. */
  readonly engineOnly?: true;
  /** Shows only when the deadline of a frame has passed. */
  readonly isSilent?: true;
}

/** A running evil host. */
export interface EvilServer {
  readonly target: SshTarget;
  close(): Promise<void>;
}

/** Starts a host that behaves in this way. */
export async function startEvil({ name, raw, server, shell }: EvilBehavior): Promise<EvilServer> {
  const practice = await startServer({ ...server, ...(shell && { exec: evilShell(shell) }) });
  const target = { ...practice.target, connectDeadline: 1_000 };
  return raw ? startRaw(raw, practice) : { target: { ...target, name }, close: () => practice.close() };
}

async function startRaw(accept: (socket: Socket) => void, keys: PracticeServer): Promise<EvilServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    target: { ...targetOn(port, keys.folder), hostKeyAlias: `[127.0.0.1]:${keys.target.port}` },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await keys.close();
    },
  };
}
