import type { Bus } from "../events/bus.ts";
import type { ValueMap } from "../expression/value.ts";
import type { Inventory } from "../inventory/model.ts";
import type { Input } from "../runbook/inputs/input.ts";
import type { Runbook } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import type { BecomeGate } from "../transport/become-gate.ts";
import type { Target, Transport } from "../transport/connection.ts";
import type { LockOptions } from "./host-lock.ts";
import type { Past } from "./past.ts";
import type { PlanKeeper, PlanToFollow } from "./plan-to-follow.ts";

/** What the whole run shares. Nothing in it changes while the run goes on. */
export interface RunContext {
  readonly mode: "plan" | "apply";
  readonly runbook: Runbook;
  readonly inventory: Inventory;
  readonly bus: Bus;
  readonly transport: Transport;
  /** Where a host is, from its variables. */
  readonly targetOf: (host: string, variables: ValueMap) => Target | Promise<Target>;
  /** Values that win over everything: `-e` and inputs; constants, secrets, or sources with templates. */
  readonly extra: ReadonlyMap<string, ValueSource>;
  /** Defaults of inputs, which everything wins over. */
  readonly defaults: ReadonlyMap<string, ValueSource>;
  readonly settings: RunSettings;
  /** Unique for the run, and hard to guess: names its files on hosts. Lower-case letters, digits, dashes. */
  readonly tag: string;
  readonly journal: RunJournal;
  /** Keeps what a plan needs besides events; absent where the plan is not used further. */
  readonly keeper?: PlanKeeper | undefined;
  /** The plan that an apply makes true; absent where it decides by itself. */
  readonly plan?: PlanToFollow | undefined;
  /** Keeps other runs away from hosts that are changed; absent for what only looks. */
  readonly lock?: LockOptions | undefined;
  /** Days after which backups of earlier runs go from hosts on which this one leaves some; absent: they stay. */
  readonly backupDays?: number | undefined;
  /** Set when the run goes on where it was cut off. */
  readonly past?: Past | undefined;
  /** Asks a person what became of a command that the host cannot tell of; absent where nobody can answer. */
  readonly settle?: ((question: UnclearCommand) => Promise<"done" | "again" | "leave">) | undefined;
  /** The environment of the program, for lookups; absent: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Asks a person for the inputs that a manual task captures; absent where nobody can answer. */
  readonly capture: ((inputs: readonly Input[]) => Promise<void>) | undefined;
  /** Asks a person to confirm that a manual task is done. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /** True from the moment someone asked the run to stop. */
  readonly stopping: () => boolean;
}

/** From flags. */
export interface RunSettings {
  /** Hosts worked on at the same time. */
  readonly forks: number;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAtTask: string | undefined;
  /** The limit pattern's hosts; `undefined` means all. */
  readonly limit: ReadonlySet<string> | undefined;
  /** `-b` and `--become-user`, for tasks that say nothing. */
  readonly become: boolean;
  readonly becomeUser: string | undefined;
  /** `--become-method`. */
  readonly becomeMethod?: string | undefined;
  /** What `-K` was answered, and who may send it. */
  readonly becomePasswords?: { readonly asked: SecretText | undefined; readonly gate: BecomeGate };
  /** The user we are on this machine: who `local` runs as. */
  readonly localUser: string;
  /** The end of each task tells what `register` would hold: for commands whose output is the point. */
  readonly tellsResults?: boolean;
}

/** A command of an earlier part of the run. */
export interface UnclearCommand {
  readonly host: string;
  readonly task: string;
  /** As people see it. */
  readonly command: string;
}

/** Where the events of a run are written down. */
export interface RunJournal {
  /** Resolves when every event so far is on disk. RB7001 when one cannot be written: then nothing may be begun on a host. */
  durable(): Promise<void>;
  /** For digests of what is secret; not in the journal itself. */
  readonly key: Uint8Array;
}

/** Time, as the world tells it. */
export interface Clock {
  now(): Date;
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
}
