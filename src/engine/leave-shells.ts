import type { Shell } from "../transport/connection.ts";
import type { Part, Replies } from "./batch.ts";
import { keepCommands } from "./keep-commands.ts";
import { retireBackups } from "./retire-backups.ts";

/** How a host is left. */
export interface Leaving {
  /** What shells keep there of commands goes away. */
  readonly clean: boolean;
  /** Days after which backups of earlier runs go away, too, where this run left some; absent: they stay. */
  readonly backupDays?: number | undefined;
}

/** A shell, as far as its end goes. */
export interface OpenShell extends Pick<Shell, "run"> {
  readonly keeps: boolean;
  ask(parts: readonly Part[]): Promise<Replies>;
}

/** Prepares a host's shells for their end, which closing the connection brings. Never throws. */
export async function leaveShells(
  shells: Iterable<Promise<OpenShell>>,
  { clean, backupDays }: Leaving,
  now: Date,
): Promise<void> {
  if (!clean) await keepCommands(shells);
  else if (backupDays !== undefined) await retireBackups(shells, { days: backupDays, now });
}
