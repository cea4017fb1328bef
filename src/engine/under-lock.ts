import type { Part, Replies } from "./batch.ts";
import type { LockHold } from "./lock-hold.ts";

type Ask = (parts: readonly Part[]) => Promise<Replies>;

/** Asks a shell under the lock, where there is one. A deadline that is shorter than the lock's own begins when the lock is taken. RB7301, RB7302. */
export async function underLock(parts: readonly Part[], ask: Ask, hold: LockHold | undefined): Promise<Replies> {
  const taking = hold?.wanted;
  if (!taking) return parts.length === 0 ? [] : ask(parts);
  const isTogether = parts.some(({ deadline }) => deadline >= taking.deadline);
  const [first, ...rest] = await ask(isTogether ? [taking, ...parts] : [taking]);
  hold?.take(first);
  return isTogether || parts.length === 0 ? rest : ask(parts);
}
