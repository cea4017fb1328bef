import type { Event } from "../events/event.ts";

/** A run as if it had been of one host alone; `undefined` when the run was not for that host. */
export function eventsOfHost(events: readonly Event[], host: string): readonly Event[] | undefined {
  const isPart = events.some((event) => event.type === "run.started" && event.hosts.includes(host));
  return isPart ? events.flatMap((event) => ofHost(event, host) ?? []) : undefined;
}

function ofHost(event: Event, host: string): Event | undefined {
  switch (event.type) {
    case "run.started": {
      const plays = Object.entries(event.playHosts ?? {}).filter(([, hosts]) => hosts.includes(host));
      const tasks = event.playHosts
        ? event.tasks.filter(({ play }) => plays.some(([name]) => name === play))
        : event.tasks;
      const playHosts = event.playHosts && { playHosts: Object.fromEntries(plays.map(([name]) => [name, [host]])) };
      return { ...event, hosts: [host], tasks, ...playHosts };
    }
    case "run.finished": {
      const counts = event.stats[host];
      return { ...event, stats: counts ? { [host]: counts } : {} };
    }
    default:
      return "host" in event && event.host !== undefined && event.host !== host ? undefined : event;
  }
}
