import type { HostState } from "./host-state.ts";
import { afterStop } from "./place.ts";
import type { PlayWalk } from "./play-walk.ts";

/** From here on nothing new begins, but what is done `always` in the blocks where these hosts stand. No step is under way. */
export function stopAll(hosts: readonly HostState[], walkOf: PlayWalk, why: string): void {
  if (walkOf.isStopped) return;
  walkOf.isStopped = true;
  walkOf.context.bus.emit({ type: "noted", level: "warning", message: why });
  for (const host of hosts) {
    if (!host.alive) continue;
    const place = afterStop(host.detour ?? host.place);
    host.isLeaving = true;
    host.detour = place;
    if (!place) host.alive = false;
  }
}
