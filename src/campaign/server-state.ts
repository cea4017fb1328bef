import type { HostView } from "../modules/contract/host-view.ts";
import { type Build, parseBuild } from "./build.ts";
import { callDeadline, productEnvironment } from "./nlserver.ts";
import { type Process, parseProcesses } from "./processes.ts";

/** A place in a log: what is written after it is new. */
export interface LogMark {
  readonly path: string;
  /** The file's inode, to tell rotation; "" when there was no file. */
  readonly inode: string;
  /** Bytes that were there. */
  readonly size: number;
}

/** What a host's nlserver says of itself, in one look. */
export interface ServerState {
  /** Absolute path of the program; "" when there is none. */
  readonly nlserver: string;
  readonly log: LogMark;
  readonly processes: readonly Process[];
  /** `undefined` when no banner was understood. */
  readonly build: Build | undefined;
  /** What `nlserver pdump` printed. */
  readonly text: string;
}

/** The data folder moves with XTK_VAR_DIR. Adobe: "Configuring Campaign server"; exit codes are not documented. */
const look = `${productEnvironment}log=\${XTK_VAR_DIR:-$product/var}/$1/log/$2.log
program=$(command -v "$nlserver")
inode= size=0
if [ -f "$log" ]; then
  size=$(wc -c <"$log")
  set -- $(ls -di -- "$log")
  inode=$1
fi
printf '%s\\n' "$program" "$log" "$inode" "$size"
"$nlserver" pdump 2>&1 </dev/null
`;

/** Looks at the processes, the build, and how far the log of a module (`pipelined`) has come. */
export async function lookAtServer(
  host: HostView,
  { product, instance, module }: { readonly product: string; readonly instance: string; readonly module: string },
): Promise<ServerState> {
  const { stdout } = await host.probe(look, { args: [product, instance, module], deadline: callDeadline });
  const [nlserver = "", path = "", inode = "", size = "", ...rest] = stdout.split("\n");
  const text = rest.join("\n");
  return {
    nlserver,
    log: { path, inode, size: Number(size.trim()) },
    processes: parseProcesses(text),
    build: parseBuild(text),
    text,
  };
}
