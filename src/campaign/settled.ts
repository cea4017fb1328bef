import type { HostView } from "../modules/contract/host-view.ts";

/**
 * Ends a decision as unknown in a plan in which an earlier command is still to come: a file that it writes is only known
 * afterwards, and judging the present one would be wrong. Elsewhere it does nothing.
 */
export async function settled(host: HostView): Promise<void> {
  await host.probe(":");
}
