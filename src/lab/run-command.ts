import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { ServerChannel } from "ssh2";
import { sendOutput } from "./send-output.ts";
import { signalGroup } from "./signal-process.ts";

/** Where commands run. */
export interface Surroundings {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A command of an SSH session. It lives on when its channel is gone, with its pipes closed, as under sshd without a terminal. */
export interface RunningCommand {
  /** Settles when the command itself has ended, whatever it left behind. */
  readonly ended: Promise<void>;
  /** Sends a signal (`TERM`, ...) to the command's process group. */
  signal(name: string): void;
  /** Closes the command's pipes, as the end of its connection does. */
  hangUp(): void;
}

/** Runs `/bin/sh -c command` in a session of its own, with the channel as its standard input and output. */
export function runCommand(command: string, channel: ServerChannel, where: Surroundings): RunningCommand {
  const child = spawn("/bin/sh", ["-c", command], {
    cwd: where.directory,
    env: where.environment,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => channel.resume());
  child.stdin.on("close", () => channel.resume());
  channel.pipe(child.stdin, { end: false });
  // The end of a connection ends what the client sent, too, and must not be heard as such before the other pipes are closed.
  channel.on("end", () => setImmediate(() => child.stdin.end()));
  sendOutput(child.stdout, child.stderr, channel);
  channel.on("error", () => channel.destroy());
  const hangUp = () => {
    for (const stream of [child.stdout, child.stderr, child.stdin]) stream.destroy();
  };
  channel.on("close", hangUp);
  const ended = report(child, channel);
  return { ended, signal: (name) => signalGroup(child, name), hangUp };
}

/** Tells the client how the command ended; the channel closes when nobody holds the command's output any more. */
function report(child: ChildProcess, channel: ServerChannel): Promise<void> {
  return new Promise((resolve) => {
    child.on("exit", (status, signal) => {
      if (signal === null) channel.exit(status ?? 255);
      else if (sshSignals.has(signal)) channel.exit(signal.slice(3));
      else channel.exit(128 + constants.signals[signal]);
      resolve();
    });
    child.on("error", (error) => {
      channel.stderr.write(`the practice host cannot start /bin/sh: ${error.message}\n`);
      channel.exit(255);
      channel.end();
      resolve();
    });
    child.on("close", () => channel.end());
  });
}

/** Signals that SSH can report by name (RFC 4254 6.10). */
const sshSignals: ReadonlySet<string> = new Set(
  "ABRT ALRM FPE HUP ILL INT KILL PIPE QUIT SEGV TERM USR1 USR2".split(" ").map((name) => `SIG${name}`),
);
