import type { Clock } from "../engine/run-context.ts";

/** A place to write text to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in columns; 80 where nobody knows. */
  readonly columns: number;
  /** Height in rows; `undefined` where nobody knows. */
  readonly rows: number | undefined;
  /** What was written before waits for its reader; absent where nobody knows. */
  readonly isBehind?: boolean;
}

/** Everything outside the program, so that nothing inside reaches for it. Made by `main.ts`, or by a test. */
export interface World {
  /** Without the program's own name. */
  readonly args: readonly string[];
  /** The file that starts this program; nothing where it cannot be started again. */
  readonly program?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute working directory. */
  readonly directory: string;
  readonly home: string;
  readonly user: string;
  readonly userId: number;
  readonly output: Output;
  readonly errors: Output;
  readonly input: { readonly stream: NodeJS.ReadableStream; readonly isTTY: boolean };
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Ends the process at once. */
  exit(code: number): never;
  /** Calls back at each Ctrl-C, SIGTERM and SIGHUP; gives the way to stop listening. */
  onInterrupt(listener: (signal: "SIGINT" | "SIGTERM" | "SIGHUP") => void): () => void;
  /** Calls back once, when `output` cannot be written any more, also when that was before; gives the way to stop listening. */
  onOutputLost(listener: () => void): () => void;
}
