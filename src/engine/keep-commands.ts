import type { Part, Replies } from "./batch.ts";

const keepAll: Part = { script: "goodbye() { :; }", stops: true, deadline: 5000, cap: 4096 };

/**
 * What shells keep on the host of commands stays when they end, as after a lost connection: whoever comes later finds out how the
 * commands ended. Never throws.
 */
export async function keepCommands(
  shells: Iterable<Promise<{ ask(parts: readonly Part[]): Promise<Replies> }>>,
): Promise<void> {
  await Promise.allSettled([...shells].map(async (shell) => (await shell).ask([keepAll])));
}
