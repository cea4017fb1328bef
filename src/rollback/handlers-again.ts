import type { RunTold } from "./run-told.ts";

/** Handlers that ran in the run and left nothing that could be taken back, such as restarts: by id, the hosts they ran on. */
export function handlersAgain({ started, deeds, ends }: RunTold): ReadonlyMap<string, readonly string[]> {
  const lasting = new Set(
    deeds
      .filter(
        ({ change }) => change.path !== undefined || change.undo !== undefined || (change.writes?.length ?? 0) > 0,
      )
      .map(({ change, host }) => `${change.task} ${change.principal ?? host}`),
  );
  const again = started.tasks.flatMap(({ id, handler }) => {
    const hosts = started.hosts.filter((host) => {
      const end = ends.get(`${id} ${host}`);
      return end !== undefined && end !== "skipped" && end !== "ok" && !lasting.has(`${id} ${host}`);
    });
    return handler && hosts.length > 0 ? [[id, hosts] as const] : [];
  });
  return new Map(again);
}
