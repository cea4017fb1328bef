import type { HostView } from "../modules/contract/host-view.ts";
import { parseMissingModules } from "./missing-modules.ts";
import { callDeadline, productEnvironment } from "./nlserver.ts";
import { type Process, parseProcesses, processOf } from "./processes.ts";
import type { LogMark } from "./server-state.ts";

/** What to watch, and for how long (milliseconds; whole seconds count). */
export interface Watch {
  readonly product: string;
  readonly instance: string;
  readonly module: string;
  /** The process that must be gone; `undefined` when any will do. */
  readonly previousPid: number | undefined;
  /** How long the module may take to appear. */
  readonly wait: number;
  /** From where its log is read, and how long new lines are awaited; `undefined`: the log is not read. */
  readonly log: { readonly mark: LogMark; readonly watch: number } | undefined;
}

/** What was seen. */
export interface Observation {
  readonly process: Process | undefined;
  /** Masks of modules that should run and do not. */
  readonly missing: readonly string[];
  /** What the log holds since its mark, at most 1 MiB. */
  readonly logText: string;
}

const missingBegins = "== runbook: missing ==";
const logBegins = "== runbook: log ==";

/**
 * Waits until the module runs in another process, then until its log shows an error (`iRc=`) or the time is over. A log that
 * was rotated meanwhile (Campaign renames it to `_2.log`) is read across both files.
 */
const watch = `${productEnvironment}mask=$2@$1 previous=$3 wait=$4 log=$5 inode=$6 size=$7 watch=$8
pid() { printf '%s\\n' "$processes" | while read -r task id rest; do if [ "$task" = "$mask" ]; then echo "$id"; fi; done; }
fresh() {
  now=
  if [ -f "$log" ]; then set -- $(ls -di -- "$log"); now=$1; fi
  {
    if [ -n "$inode" ] && { [ "$now" != "$inode" ] || [ "$(wc -c <"$log")" -lt "$size" ]; }; then
      tail -c "+$((size + 1))" "\${log%.log}_2.log"
      cat "$log"
    else
      tail -c "+$((size + 1))" "$log"
    fi
  } 2>/dev/null | head -c 1048576
}
waited=0
while :; do
  processes=$("$nlserver" pdump 2>&1 </dev/null)
  found=$(pid)
  if [ -n "$found" ] && [ "$found" != "($previous)" ]; then break; fi
  if [ "$waited" -ge "$wait" ]; then break; fi
  sleep 1
  waited=$((waited + 1))
done
printf '%s\\n%s\\n' "$processes" '${missingBegins}'
"$nlserver" monitor -missing 2>&1 </dev/null
printf '%s\\n' '${logBegins}'
if [ -n "$log" ]; then
  watched=0
  until fresh | grep -q 'iRc=' || [ "$watched" -ge "$watch" ]; do
    sleep 1
    watched=$((watched + 1))
  done
  fresh
fi
`;

/** Watches a module of an instance after a restart, or looks once when there is nothing to wait for. */
export async function observeProcess(host: HostView, what: Watch): Promise<Observation> {
  const { product, instance, module, previousPid, wait, log } = what;
  const mark = log?.mark ?? { path: "", inode: "", size: 0 };
  const seconds = [wait, log?.watch ?? 0].map((time) => Math.ceil(time / 1000));
  const [forProcess = 0, forLog = 0] = seconds;
  const { stdout } = await host.probe(watch, {
    args: [
      product,
      instance,
      module,
      `${previousPid ?? ""}`,
      `${forProcess}`,
      mark.path,
      mark.inode,
      `${mark.size}`,
      `${forLog}`,
    ],
    deadline: callDeadline + wait + (log?.watch ?? 0),
  });
  const [processes = "", rest = ""] = stdout.split(`${missingBegins}\n`);
  const [missing = "", logText = ""] = rest.split(`${logBegins}\n`);
  return {
    process: processOf(parseProcesses(processes), module, instance),
    missing: parseMissingModules(missing),
    logText,
  };
}
