import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, { type Algorithms, type AuthContext, type Connection, type ServerChannel } from "ssh2";
import { newKeyPair } from "../../src/lab/key-pair.ts";
import { sendOutput } from "../../src/lab/send-output.ts";
import type { SshTarget } from "../../src/transport/ssh-target.ts";

/** What a practice server does otherwise than a good one. */
export interface ServerOptions {
  /** Answers a command instead of `/bin/sh`. */
  readonly exec?: (channel: ServerChannel, command: string, connection: Connection) => void;
  /** Sees each connection first; `protocol` is ssh2's own, undocumented. */
  readonly connected?: (connection: Connection, protocol: object) => void;
  /** Variables of the commands, besides PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Refuses a session (an open channel) when it returns true. */
  readonly refuseSession?: () => boolean;
  readonly algorithms?: Algorithms;
  /** Sees every attempt to log in. */
  readonly authentication?: (context: AuthContext) => void;
  /** Takes this password too, as "password" or by a keyboard-interactive question. */
  readonly password?: { readonly text: string; readonly as: "password" | "keyboard-interactive" };
  /** Lets connections be forwarded to other ports of 127.0.0.1. */
  readonly forwards?: boolean;
}

/** An ssh server in this process that runs commands with the machine's `sh`, with one host key and one user key. */
export interface PracticeServer {
  readonly target: SshTarget;
  /** The host's line for known_hosts; the target's file holds it. */
  readonly knownHostsLine: string;
  /** Scratch folder with `id`, `id.pub` and `known_hosts`. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1. */
export async function startServer(options: ServerOptions = {}): Promise<PracticeServer> {
  const folder = mkdtempSync(join(tmpdir(), "runbook-ssh-"));
  const host = newKeyPair();
  const user = newKeyPair();
  writeFileSync(join(folder, "id"), user.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, "id.pub"), user.publicKey);
  const allowed = ssh2.utils.parseKey(user.publicKey);
  if (allowed instanceof Error) throw allowed;
  const connections = new Set<Connection>();
  const server = new ssh2.Server(
    { hostKeys: [host.privateKey], algorithms: options.algorithms ?? {} },
    (connection) => {
      connections.add(connection);
      connection.on("close", () => connections.delete(connection));
      connection.on("error", () => {});
      const protocol: object = Reflect.get(connection, "_protocol");
      const socket: unknown = Reflect.get(connection, "_sock");
      if (socket instanceof Socket) socket.setNoDelay(true);
      options.connected?.(connection, protocol);
      connection.on("authentication", (context) => {
        options.authentication?.(context);
        if (options.password !== undefined && context.method !== "publickey")
          return takePassword(context, options.password);
        if (context.method !== "publickey" || !context.key.data.equals(allowed.getPublicSSH()))
          return context.reject(["publickey", ...(options.password ? [options.password.as] : [])]);
        if (context.signature && context.blob && !allowed.verify(context.blob, context.signature))
          return context.reject();
        context.accept();
      });
      connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
        if (!options.forwards) return reject();
        const socket = connect({ host: destIP, port: destPort, noDelay: true });
        socket.on("error", () => reject());
        socket.once("connect", () => {
          const channel = accept();
          channel.on("error", () => {});
          channel.pipe(socket).pipe(channel);
          socket.on("error", () => channel.close());
        });
      });
      connection.on("session", (accept, reject) => {
        if (options.refuseSession?.()) return reject();
        accept().on("exec", (acceptExec, _reject, info) => {
          const channel = acceptExec();
          channel.on("error", () => {});
          if (options.exec) options.exec(channel, info.command, connection);
          else runCommand(channel, info.command, options.environment ?? {});
        });
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const knownHostsLine = `[127.0.0.1]:${port} ${host.publicKey}`;
  writeFileSync(join(folder, "known_hosts"), `${knownHostsLine}\n`);
  return {
    folder,
    knownHostsLine,
    target: targetOn(port, folder),
    close: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function takePassword(context: AuthContext, { text, as }: NonNullable<ServerOptions["password"]>): void {
  if (context.method === "password" && as === "password") {
    if (context.password === text) context.accept();
    else context.reject(["publickey", as]);
  } else if (context.method === "keyboard-interactive" && as === "keyboard-interactive") {
    context.prompt([{ prompt: "Password: ", echo: false }], (answers) => {
      if (answers[0] === text) context.accept();
      else context.reject(["publickey", as]);
    });
  } else context.reject(["publickey", as]);
}

/** A target on 127.0.0.1 with the key and the known_hosts of a folder. */
export function targetOn(port: number, folder: string, user = "neolane"): SshTarget {
  return {
    kind: "ssh",
    name: "web1",
    address: "127.0.0.1",
    port,
    user,
    keyFiles: [join(folder, "id")],
    knownHosts: [join(folder, "known_hosts")],
    connectDeadline: 5_000,
  };
}

/** Runs a command line as sshd does: the login shell with `-c`, streams connected, status or signal reported. */
export function runCommand(
  channel: ServerChannel,
  command: string,
  environment: Readonly<Record<string, string>>,
): void {
  const child = spawn("/bin/sh", ["-c", command], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", HOME: tmpdir(), ...environment },
    detached: true,
    stdio: "pipe",
  });
  channel.pipe(child.stdin);
  child.stdin.on("error", () => {});
  sendOutput(child.stdout, child.stderr, channel);
  let end: () => void = () => {};
  child.on("exit", (status, signal) => {
    end = () => {
      if (status !== null) channel.exit(status);
      else channel.exit(String(signal).replace(/^SIG/, ""));
      channel.end();
    };
  });
  child.on("close", () => end());
}
