import type { ByteChannel, ChannelEnd, ChannelListener, Link } from "./byte-channel.ts";
import { MarkerScanner } from "./marker-scanner.ts";
import type { Traffic } from "./traffic.ts";

/** A channel whose two output streams are scanned for markers, with its traffic counted. */
export class ShellStream {
  readonly stdout = new MarkerScanner();
  readonly stderr = new MarkerScanner();
  /** How the channel ended, once it has. */
  end: ChannelEnd | undefined;
  readonly #traffic: Traffic;
  #channel: ByteChannel | undefined;
  #closed: (end: ChannelEnd) => void = () => {};

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  async open(link: Link, command: string): Promise<void> {
    const listener: ChannelListener = {
      stdout: (chunk) => this.#received(this.stdout, chunk),
      stderr: (chunk) => this.#received(this.stderr, chunk),
      closed: (end) => {
        this.end = end;
        this.flush();
        this.#closed(end);
      },
    };
    this.#traffic.bytesSent += Buffer.byteLength(command);
    this.#channel = await link.open(command, listener);
  }

  /** Hears of the end, also when it has come already. */
  onClosed(listener: (end: ChannelEnd) => void): void {
    this.#closed = listener;
    if (this.end !== undefined) listener(this.end);
  }

  /** Hands out what was held back because it could have been a marker. */
  flush(): void {
    this.stdout.flush();
    this.stderr.flush();
  }

  write(bytes: Uint8Array): void {
    this.#traffic.bytesSent += bytes.length;
    this.#channel?.write(bytes);
  }

  /** Ends the command's standard input. */
  endInput(): void {
    this.#channel?.end();
  }

  destroy(): void {
    this.#channel?.destroy();
  }

  #received(scanner: MarkerScanner, chunk: Buffer): void {
    this.#traffic.bytesReceived += chunk.length;
    scanner.push(chunk);
  }
}
