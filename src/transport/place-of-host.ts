import type { Target } from "./connection.ts";
import type { SshTarget } from "./ssh-target.ts";

/** What a host is, whatever it is called: its address, port, and the way there. */
export function placeOfHost({ address, port, jumps, proxyCommand }: SshTarget): string {
  return JSON.stringify([address, port, (jumps ?? []).map((jump) => [jump.address, jump.port]), proxyCommand ?? []]);
}

/** The ssh hosts that are talked to on the way to a target, itself included; none for what is on this machine. */
export function hostsOnTheWay(target: Target): readonly SshTarget[] {
  switch (target.kind) {
    case "local":
      return [];
    case "exec":
      return target.via === undefined ? [] : hostsOnTheWay(target.via);
    case "ssh": {
      const { jumps = [] } = target;
      return [...jumps.map((jump, index) => ({ ...jump, jumps: jumps.slice(0, index) })), target];
    }
  }
}
