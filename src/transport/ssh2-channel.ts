import type { Client, ClientChannel } from "ssh2";
import { problem } from "../problems/problem.ts";
import type { ByteChannel, ChannelListener } from "./byte-channel.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { EndOnce } from "./end-once.ts";
import { numberIn } from "./number-in.ts";
import { hearPaced, Pace } from "./pace.ts";
import { visible } from "./visible.ts";

/** How a channel is opened. */
export interface ChannelRequest {
  readonly client: Client;
  readonly host: string;
  readonly command: string;
  readonly listener: ChannelListener;
  /** Ends the whole connection: a host that breaks the protocol is not talked to any more. */
  destroyConnection(reason: string): void;
}

/** A channel that the connection can be told of. */
export interface OpenChannel extends ByteChannel {
  /** The connection is gone. */
  lost(reason: string): void;
}

/** The host had no room for another channel; nothing was started. */
export class ChannelRefusedError extends Error {}

/** A window of less would make every write a flood of packets; zero makes ssh2 1.17 spin for ever (ssh2 issue 1504). */
const smallestPacket = 1024;

/**
 * Starts a command without pty, agent or environment. Throws `ChannelRefusedError`, RB4008 for a host whose channel cannot
 * be written to safely, RB4013 when the host refuses the command, RB4007 when the connection is gone.
 */
export function openSsh2Channel(request: ChannelRequest): Promise<OpenChannel> {
  const { client, host, command } = request;
  return new Promise((resolve, reject) => {
    try {
      client.exec(command, (error, channel) => {
        if (error) return reject(openingError(host, error));
        const size = numberIn(channel.outgoing, "packetSize");
        if (size === undefined || size < smallestPacket) {
          request.destroyConnection("it asked for packets that are too small");
          return reject(problem("RB4008", `${host}: the host asked for packets of ${size ?? "no"} bytes`));
        }
        resolve(adapt(channel, request));
      });
    } catch (cause) {
      reject(new ConnectionLostError(`${host}: the connection is closed (${messageOf(cause)})`, false));
    }
  });
}

function openingError(host: string, error: Error): Error {
  if (/open failure/i.test(error.message)) return new ChannelRefusedError(visible(error.message), { cause: error });
  if (/no response from server|not connected/i.test(error.message)) {
    return new ConnectionLostError(`${host}: the connection was lost while a channel was opened`, false);
  }
  return problem("RB4013", `${host}: the host does not let us run commands: ${visible(error.message)}`, {
    cause: error,
    hint: "is the account limited to sftp or to a forced command?",
  });
}

function adapt(channel: ClientChannel, request: ChannelRequest): OpenChannel {
  const { listener } = request;
  const end = new EndOnce((how) => listener.closed(how));
  const guarded = (deliver: (chunk: Buffer) => void) => (chunk: Buffer) => {
    const room = numberIn(channel.incoming, "window");
    if (room !== undefined && room >= 0) deliver(chunk);
    else request.destroyConnection("it sent more than the window allows");
  };
  const pace = new Pace();
  hearPaced(
    channel,
    pace,
    guarded((chunk) => listener.stdout(chunk)),
  );
  hearPaced(
    channel.stderr,
    pace,
    guarded((chunk) => listener.stderr(chunk)),
  );
  channel.on("exit", (status: number | null, signal?: string) => {
    if (typeof status === "number") end.exited({ status });
    else end.exited({ signal: visible(signal ?? "a signal", 20) });
  });
  channel.on("error", () => {});
  channel.on("close", () => end.closed());
  return {
    write: (bytes) => {
      if (channel.writable) channel.write(bytes);
    },
    end: () => void channel.end(),
    destroy: () => {
      channel.destroy();
      end.closed("it was closed from here");
    },
    lost: (reason) => end.closed(reason),
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
