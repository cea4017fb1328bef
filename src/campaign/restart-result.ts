import { ownValue, type ValueMap } from "../expression/value.ts";
import type { LogMark } from "./server-state.ts";

/** What `campaign_process` registered, read back. */
export interface RestartResult {
  /** A process was started: from then on its log counts. */
  readonly started: boolean;
  readonly previousPid: number | undefined;
  readonly mark: LogMark;
}

/** The result of a restart, from a variable; an empty mapping (the handler had no reason to run) tells of none. */
export function restartFrom(map: ValueMap): RestartResult {
  const action = ownValue(map, "action");
  const pid = ownValue(map, "previous_pid");
  const size = ownValue(map, "log_size");
  const textAt = (key: string) => {
    const value = ownValue(map, key);
    return typeof value === "string" ? value : "";
  };
  return {
    started: action === "restart" || action === "start",
    previousPid: typeof pid === "number" ? pid : undefined,
    mark: { path: textAt("log"), inode: textAt("log_inode"), size: typeof size === "number" ? size : 0 },
  };
}
