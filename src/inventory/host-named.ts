import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { Host, Inventory } from "./model.ts";

/** A host by its name; `localhost` is there without being listed. RB3002. */
export function hostNamed(name: string, { hosts, unlisted }: Inventory, at?: Span): Host {
  const host = hosts.get(name) ?? unlisted.get(name);
  if (host) return host;
  throw problem("RB3002", `the inventory has no host "${name}"`, {
    at,
    hint: didYouMean(name, [...hosts.keys(), "localhost"]),
  });
}
