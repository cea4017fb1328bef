import { $, type ProcessPromise } from "zx/core";
import type { ByteChannel, ChannelEnd, ChannelListener, Link } from "./byte-channel.ts";
import { EndOnce } from "./end-once.ts";
import { hearPaced, Pace } from "./pace.ts";

/** zx keeps all output of a process; a kept shell's goes elsewhere. */
class Nothing extends Array<string | Buffer> {
  override push(): number {
    return 0;
  }
}

/** Runs command lines on this machine, each in a session of its own. */
export class LocalLink implements Link {
  readonly host: string;
  readonly hostKey = undefined;
  readonly #grace: number;
  readonly #running = new Set<ProcessPromise>();

  constructor(host: string, grace: number) {
    this.host = host;
    this.#grace = grace;
  }

  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    const child = $({
      shell: "/bin/sh",
      prefix: "",
      postfix: "",
      quote: (word) => word,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      nothrow: true,
      quiet: true,
      verbose: false,
      store: { stdout: new Nothing(), stderr: new Nothing(), stdall: new Nothing() },
    })`${command}`;
    this.#running.add(child);
    child.stdin.on("error", () => {});
    const pace = new Pace();
    hearPaced(child.stdout, pace, (chunk) => listener.stdout(chunk));
    hearPaced(child.stderr, pace, (chunk) => listener.stderr(chunk));
    const end = new EndOnce((how) => listener.closed(how));
    child.child?.on("exit", (status, signal) => end.exited(endOf(status, signal)));
    child.then((output) => {
      this.#running.delete(child);
      end.exited(endOf(output.exitCode, output.signal));
      end.closed();
    });
    return {
      write: (bytes) => void child.stdin.write(bytes),
      end: () => void child.stdin.end(),
      destroy: () => {
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  async close(): Promise<void> {
    const all = [...this.#running];
    for (const child of all) child.stdin.end();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#grace);
    });
    await Promise.race([Promise.all(all), late]);
    clearTimeout(timer);
    this.destroy();
  }

  destroy(): void {
    for (const child of this.#running) child.child?.kill("SIGKILL");
  }
}

function endOf(status: number | null, signal: NodeJS.Signals | null): ChannelEnd {
  if (signal !== null) return { signal };
  return status === null ? {} : { status };
}
