import { ConnectionLostError } from "../transport/connection-lost.ts";
import type { UserShell } from "./host-session.ts";

/** Does what only looks; once more, over a new connection, when the first one was lost. Throws as `Shell.run`, or RB4xxx. */
export async function lookAnew<T>(shell: UserShell, look: (shell: UserShell) => Promise<T>): Promise<T> {
  try {
    return await look(shell);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return look(await shell.again());
  }
}
