/** How a channel ended. Without `status` and `signal` nobody knows how its command ended. */
export interface ChannelEnd {
  readonly status?: number;
  readonly signal?: string;
  /** Why, when it was not the command's own end: "keepalive timeout", "closed by the host". */
  readonly reason?: string;
}

/** Hears a channel from its first byte on; `closed` comes exactly once, last. */
export interface ChannelListener {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  closed(end: ChannelEnd): void;
}

/** The standard streams of one command on a host. */
export interface ByteChannel {
  /** Sends, or drops the bytes when the channel is closed; never throws. */
  write(bytes: Uint8Array): void;
  /** Ends the command's standard input. */
  end(): void;
  /** Closes at once; `closed` follows. */
  destroy(): void;
}

/** A way to run commands on one host: what ssh, local and exec differ in. */
export interface Link {
  /** Inventory name, for messages. */
  readonly host: string;
  /** `SHA256:...`, `undefined` for local and exec. */
  readonly hostKey: string | undefined;
  /** What starts shells, how to try it by hand and where ("here", "on web1"), for messages; the login shell when left out. */
  readonly starter?: { readonly name: string; readonly trial: string; readonly place: string };
  /** Starts a command line in the login shell. RB4013 when no channel could be opened, RB4007 when the link is gone. */
  open(command: string, listener: ChannelListener): Promise<ByteChannel>;
  /** Ends everything, politely first; never throws. */
  close(): Promise<void>;
  /** Ends everything at once. */
  destroy(reason: string): void;
}
