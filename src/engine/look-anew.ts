import { ConnectionLostError } from "../transport/connection-lost.ts";

/** What can be had again over a new connection. */
interface Renewable<S> {
  again(): Promise<S>;
}

/** Does what only looks; once more, over a new connection, when the first one was lost. Throws as `Shell.run`, or RB4xxx. */
export async function lookAnew<S extends Renewable<S>, T>(shell: S, look: (shell: S) => Promise<T>): Promise<T> {
  try {
    return await look(shell);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return look(await shell.again());
  }
}
