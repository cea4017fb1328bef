import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { problem } from "../problems/problem.ts";
import { placeOf, type SshTarget } from "./ssh-target.ts";
import { visible } from "./visible.ts";

const mostWords = 1_000;

/** The standard streams of a ProxyCommand as one stream; the command ends with it. */
class ProxyStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #target: SshTarget;
  #said = Buffer.alloc(0);

  constructor(child: ChildProcessWithoutNullStreams, target: SshTarget) {
    super({ allowHalfOpen: false });
    this.#child = child;
    this.#target = target;
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#said = Buffer.concat([this.#said, chunk]).subarray(-mostWords);
    });
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
    child.on("error", (cause) => this.destroy(this.#failed(`cannot be started (${cause.message})`)));
    child.on("close", (status, signal) => {
      const how = signal === null ? `ended with status ${status}` : `was ended by ${signal}`;
      this.destroy(status === 0 ? undefined : this.#failed(how));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    this.#child.kill();
    done(error);
  }

  #failed(how: string) {
    const said = visible(this.#said);
    return problem(
      "RB4001",
      `${placeOf(this.#target)} cannot be reached: its ProxyCommand ${how}${said && `: ${said}`}`,
      {
        hint: `try it by hand: ${this.#target.proxyCommand?.join(" ")}`,
      },
    );
  }
}

/** Runs the target's ProxyCommand; the stream ends with RB4001 when the command fails, and who uses it finds it so. */
export function openProxy(target: SshTarget, command: readonly string[]): Duplex {
  const [program = "", ...args] = command;
  const stream = new ProxyStream(spawn(program, args, { stdio: "pipe" }), target);
  stream.on("error", () => {});
  return stream;
}
