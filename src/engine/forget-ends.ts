import type { Become } from "../transport/connection.ts";
import type { HostSession } from "./host-session.ts";
import { forgetCommands } from "./switch-part.ts";

/**
 * It is on disk here how these commands ended: what they left for whoever asks goes with the shell that their user has now, or
 * with the one that follows it. RB4xxx.
 */
export async function forgetEnds(
  session: HostSession,
  user: Become | undefined,
  numbers: readonly number[],
): Promise<void> {
  const shell = await session.shell(user);
  shell.told(numbers);
  await session.ask(user, [forgetCommands(numbers)]);
}
