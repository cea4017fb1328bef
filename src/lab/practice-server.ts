import { timingSafeEqual } from "node:crypto";
import net from "node:net";
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from "ssh2";
import { type RunningCommand, runCommand, type Surroundings } from "./run-command.ts";

/** What one server needs. */
export interface PracticeServerOptions extends Surroundings {
  /** The host's private key. */
  readonly hostKey: string;
  /** The one user who may log in, with the one key. */
  readonly user: string;
  readonly clientKey: string;
  /** Told what happens, without the commands, which may hold secrets. */
  readonly log: (line: string) => void;
}

/** An SSH server of a practice host. */
export interface PracticeServer {
  readonly port: number;
  /** Ends connections, and commands with SIGKILL; resolves when all is gone. */
  stop(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. It runs commands (`exec`) and nothing else: no shell, terminal or forwarding. */
export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const running = new Set<RunningCommand>();
  const sockets = new Set<net.Socket>();
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey] }, (client) => serve(client, options, running));
  const listener = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    ssh.injectSocket(socket);
  });
  const port = await listen(listener);
  return {
    port,
    async stop() {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const socket of sockets) socket.destroy();
      for (const command of running) command.signal("KILL");
      await Promise.all([closed, ...[...running].map((command) => command.ended)]);
    },
  };
}

/** A port of 127.0.0.1 on which nothing listens, as far as can be told. */
export async function closedPort(): Promise<number> {
  const listener = net.createServer();
  const port = await listen(listener);
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

function listen(listener: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.on("error", reject);
    listener.listen(0, "127.0.0.1", () => {
      const address = listener.address();
      if (address === null || typeof address === "string") reject(new TypeError("a TCP server has a port"));
      else resolve(address.port);
    });
  });
}

function serve(client: Connection, options: PracticeServerOptions, running: Set<RunningCommand>): void {
  const clientKey = parsed(options.clientKey);
  const own = new Set<RunningCommand>();
  client.on("error", (error) => options.log(`connection: ${error.message}`));
  client.on("authentication", (context) => {
    if (mayLogIn(context, options.user, clientKey)) context.accept();
    else context.reject(["publickey"]);
  });
  client.on("ready", () => options.log("login"));
  client.on("session", (accept) =>
    serveSession(accept(), options, (command) => {
      for (const commands of [own, running]) {
        commands.add(command);
        void command.ended.then(() => commands.delete(command));
      }
    }),
  );
  client.on("close", () => {
    options.log("connection closed");
    for (const command of own) command.hangUp();
  });
}

/** True for our client's key and a signature made with it; without a signature the client only asks whether the key would do. */
function mayLogIn(context: AuthContext, user: string, key: ParsedKey): boolean {
  if (context.username !== user || context.method !== "publickey") return false;
  if (context.key.algo !== key.type || !sameBytes(context.key.data, key.getPublicSSH())) return false;
  if (context.signature === undefined) return true;
  return context.blob !== undefined && key.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function serveSession(session: Session, where: Surroundings, started: (command: RunningCommand) => void): void {
  let command: RunningCommand | undefined;
  session.on("exec", (accept, reject, { command: text }) => {
    const channel: ServerChannel | undefined = command === undefined ? accept() : undefined;
    if (channel === undefined) return reject?.();
    command = runCommand(text, channel, where);
    started(command);
  });
  session.on("signal", (accept, _reject, { name }) => {
    accept?.();
    command?.signal(name.replace(/^SIG/, ""));
  });
}

function parsed(key: string): ParsedKey {
  const result = ssh2.utils.parseKey(key);
  if (result instanceof Error) throw result;
  return result;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
