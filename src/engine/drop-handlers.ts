import type { Play } from "../runbook/model.ts";
import type { HostState } from "./host-state.ts";
import type { RunContext } from "./run-context.ts";

/** A host that is through with a play, and `why`: text behind "notified, and not run". */
export interface Through {
  readonly host: HostState;
  readonly context: RunContext;
  readonly why: string;
}

/** Says what the play's handlers owe the host, when they are not going to run any more. */
export function dropHandlers({ handlers }: Play, { host, context, why }: Through): void {
  const owed = handlers.filter(({ id }) => host.notified.has(id));
  if (owed.length === 0) return;
  for (const { id } of owed) host.notified.delete(id);
  context.bus.emit({
    type: "noted",
    level: "warning",
    host: host.name,
    message: `notified, and not run${why}: ${owed.map(({ name }) => `"${name}"`).join(", ")}`,
  });
}
