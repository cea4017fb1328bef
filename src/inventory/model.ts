import type { Located } from "../source/located.ts";

/** A variable as written: not yet evaluated, because inventories may hold templates. */
export interface Definition {
  readonly name: string;
  readonly value: Located;
  /** "host web1", "group web", "group all": for messages and `explain`. */
  readonly by: string;
}

/** A host: its name, and the groups it is in, directly or not, parents before children, `all` first. */
export interface Host {
  readonly name: string;
  readonly groups: readonly string[];
  /** Variables that count, after precedence of groups and the host itself; RB3004 conflicts are kept for use time. */
  readonly variables: ReadonlyMap<string, Definition>;
  /** Names of variables on which groups of equal rank disagree, with the two definitions; the second one counts. */
  readonly conflicts: ReadonlyMap<string, readonly [Definition, Definition]>;
  /** Everything that was said, lowest rank first; later ones win. */
  readonly said: readonly (readonly Definition[])[];
  /** The inventory file that names the host first, absolute; nothing for names from the command line. */
  readonly file: string | undefined;
}

/** A group: its direct children, its direct hosts, its own variables. */
export interface Group {
  readonly name: string;
  readonly children: readonly string[];
  readonly hosts: readonly string[];
  readonly variables: ReadonlyMap<string, Definition>;
}

/** Hosts and groups in the order of the file. `all` and `ungrouped` are always there. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, Host>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Names of the files it came from, as given. */
  readonly sources: readonly string[];
  /** What is said of this machine, by each of its names that is not listed: it is there all the same. */
  readonly unlisted: ReadonlyMap<string, Host>;
}
