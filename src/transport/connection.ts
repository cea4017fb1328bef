import type { BecomePassword } from "./become-gate.ts";

/** Where and how to reach a host; made from inventory variables and flags, complete and checked. */
export type Target =
  | { readonly kind: "local"; readonly name: string }
  | {
      readonly kind: "exec";
      readonly name: string;
      /** A command, word by word, that ends in a shell on the host: `docker exec -i NAME sh`. */
      readonly command: readonly string[];
      /** The host that runs the command; this machine when left out. */
      readonly via?: Exclude<Target, { kind: "local" }>;
      /** Who that shell runs as, where it is known. */
      readonly user?: string;
    }
  | {
      readonly kind: "ssh";
      /** Inventory name, for messages. */
      readonly name: string;
      readonly address: string;
      readonly port: number;
      readonly user: string;
      /** Private key files, tried in order before the agent's keys; absolute paths. */
      readonly keyFiles: readonly string[];
      /** The agent's socket, when it may be used. */
      readonly agent?: string;
      /** "files": of the agent's keys only those whose files are named (IdentitiesOnly). */
      readonly agentHas?: "files";
      /** Files in known_hosts form, absolute paths; a missing file counts as empty. */
      readonly knownHosts: readonly string[];
      /** The name looked up in known_hosts instead of the address. */
      readonly hostKeyAlias?: string;
      /** Takes the first key of a host that is not known, and adds it to the first file of `knownHosts`. */
      readonly acceptNew?: boolean;
      /** Hosts on the way, the nearest first; each is logged in to, its key verified. */
      readonly jumps?: readonly Extract<Target, { kind: "ssh" }>[];
      /** A command whose standard streams lead to the host, instead of a TCP connection. */
      readonly proxyCommand?: readonly string[];
      /** Milliseconds between signs of life, and how many may go unanswered; the transport's own when left out. */
      readonly keepalive?: { readonly interval: number; readonly count: number };
      /** Certificates to log in with (CertificateFile), absolute paths. */
      readonly certificates?: readonly string[];
      /** The name that ssh_config knows the host by, where that is not the address. */
      readonly configName?: string;
      /** Whether the system's ssh program logs in; where nothing is said it does when ssh2 cannot. */
      readonly openssh?: "never" | OpensshChoice;
      /** Milliseconds for TCP connect. */
      readonly connectDeadline: number;
    };

/** That the system's ssh program logs in. */
export interface OpensshChoice {
  /** Options that only it understands, `Key=Value`. */
  readonly options: readonly string[];
  /** Why, where nobody named it. */
  readonly because?: string;
}

/** Another user for a shell: `sudo -n -u user -H`, unless more is said. */
export interface Become {
  readonly method: "sudo" | "su" | "doas";
  readonly user: string;
  /** Begins in the environment of that user's login. */
  readonly login?: boolean;
  /** Sent on standard input when sudo or su ask for it. */
  readonly password?: BecomePassword;
}

/** Opens connections. Throws RB4xxx problems whose messages name the host. */
export interface Transport {
  connect(target: Target): Promise<Connection>;
}

/** One connection to one host. Shells live on it, one per user. A frame starts in the home folder, whatever came before. */
export interface Connection {
  /** `SHA256:...` of the verified host key; `undefined` for local and exec. Pinned for the connection. */
  readonly hostKey: string | undefined;
  /**
   * A kept shell, with `library` (POSIX sh functions, constant text) already defined in it. `opening` is a first frame that
   * travels with the shell's text, so that its answer, `Shell.opened`, costs no round trip; it is sent before the host has
   * answered, and again where a connection has to be made again, so it must hold no secret and change nothing. RB4010 when
   * become is refused, RB4013 when no channel could be opened; with `opening` also what `run` throws.
   */
  openShell(library: string, become: Become | undefined, opening?: Frame): Promise<Shell>;
  /** Round trips and bytes so far. */
  readonly counters: Counters;
  /**
   * Ends every shell (its input ends, and an idle one comes to its orderly end) and the connection; resolves when it is gone,
   * at most a few seconds later. Never throws.
   */
  close(): Promise<void>;
}

/** What travelled: frames are requests sent to kept shells; bytes are those of the channels and the commands that open them. */
export interface Counters {
  /** That were answered. */
  readonly frames: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** A kept `sh` that answers frames one at a time, in order. */
export interface Shell {
  /** The answer to the opening frame; nothing where none was sent along. */
  readonly opened?: Reply | undefined;
  /**
   * Runs one frame; frames wait for each other. Throws RB4007 (`ConnectionLostError`, with `started`) when the connection or
   * the shell ended before the answer, RB4008 when the answer breaks the protocol or exceeds 64 MiB, RB5008 (`LateError`, with
   * `rest`) when the deadline passed. After RB4008 and RB5008 every process that descends from the shell is killed, where the
   * host can still be told so, and the shell is gone: open another.
   */
  run(frame: Frame): Promise<Reply>;
}

/** One request. */
export interface Frame {
  /** POSIX sh text. Data inside it must be quoted with `quote`; secrets may stand in it: it travels on standard input. */
  readonly script: string;
  /**
   * "own": runs in the kept shell itself (library functions only: a syntax error or `exit` would kill the shell);
   * "user": runs in a subshell, standard input empty, for text that others wrote.
   */
  readonly kind: "own" | "user";
  /**
   * Bytes readable by the script on standard input. An own script reads them with one `dd bs=N count=1 iflag=fullblock`, never
   * more than N; what it leaves is dropped. Without (or empty), standard input is empty too.
   */
  readonly payload?: Uint8Array;
  /** Milliseconds from sending to the complete answer. */
  readonly deadline: number;
  /** Bytes kept of each stream; 1 MiB when left out. */
  readonly cap?: number;
}

/** A frame's answer. `stdout` and `stderr` hold at most the cap's bytes each. What a background process prints mixes in. */
export interface Reply {
  /** 0 to 255. */
  readonly status: number;
  readonly stdout: Captured;
  readonly stderr: Captured;
}

/** Output kept up to a cap: all of it in `head`; or, when it was more, half a cap of its beginning and half of its end. */
export interface Captured {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** Bytes that came, kept or not. */
  readonly bytes: number;
}
