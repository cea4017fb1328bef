import type { Target } from "../transport/connection.ts";

/** `user@address:port`, `exec COMMAND`, or `local`. */
export function addressOf(target: Target): string {
  if (target.kind === "ssh") return `${target.user}@${target.address}:${target.port}`;
  return target.kind === "exec" ? `exec ${target.command.join(" ")}` : "local";
}
