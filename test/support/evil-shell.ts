import type { Connection, ServerChannel } from "ssh2";
import type { ServerOptions } from "./ssh-server.ts";

/** A frame that came, and the channel to answer it on, well or badly. */
export interface EvilFrame {
  readonly nonce: string;
  readonly sequence: number;
  readonly channel: ServerChannel;
  readonly connection: Connection;
  /** A good answer. */
  reply(stdout: string | Buffer, status?: number): void;
}

/** What a pretended shell does; it does right whatever is left out. */
export interface EvilShell {
  /** Instead of the greeting. */
  readonly greet?: (channel: ServerChannel, connection: Connection) => void;
  /** Instead of the first answer that the engine wants. */
  readonly hello?: (frame: EvilFrame) => void;
  /** Instead of any other answer. */
  readonly answer?: (frame: EvilFrame) => void;
  /** Instead of the end of what runs, on a channel of its own. */
  readonly stop?: (channel: ServerChannel) => void;
}

/** A good answer to the engine's first question. */
export const goodHello = "/home/neolane\0uid=1000(neolane) gid=1000(neolane)\0\0";

/** The greeting of a kept shell, on both streams. */
export function greet(channel: ServerChannel): void {
  channel.write("\nrunbook-shell-ready 4242\n");
  channel.stderr.write("\nrunbook-shell-ready\n");
}

/** Plays a kept shell without one: what it gets it takes apart, what it answers is up to the behavior. */
export function evilShell(shell: EvilShell): NonNullable<ServerOptions["exec"]> {
  return (channel, command, connection) => {
    if (command.includes("scan()")) {
      if (shell.stop) return shell.stop(channel);
      channel.exit(0);
      return channel.end();
    }
    (shell.greet ?? greet)(channel, connection);
    let text = "";
    channel.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      for (;;) {
        const found = /([0-9a-f]{32}) __q=(\d+) __t=. __n=(\d+) __m=\d+\n/.exec(text);
        if (!found) return;
        const isHello = text.slice(0, found.index).includes("rb_hello");
        text = text.slice(found.index + found[0].length);
        const frame = frameOf(channel, connection, found[1] ?? "", Number(found[2]));
        if (isHello) (shell.hello ?? (({ reply }) => reply(goodHello)))(frame);
        else (shell.answer ?? (({ reply }) => reply("hi\n")))(frame);
      }
    });
  };
}

function frameOf(channel: ServerChannel, connection: Connection, nonce: string, sequence: number): EvilFrame {
  const reply = (stdout: string | Buffer, status = 0) => {
    channel.write(Buffer.concat([Buffer.from(stdout), Buffer.from(`\n${nonce} ${sequence} ${status}\n`)]));
    channel.stderr.write(`\n${nonce} ${sequence}\n`);
  };
  return { nonce, sequence, channel, connection, reply };
}
