import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PlanKeeper, PlanToFollow } from "../../src/engine/plan-to-follow.ts";
import type { RunSettings } from "../../src/engine/run-context.ts";
import { walk } from "../../src/engine/walk.ts";
import { createBus, type Listener } from "../../src/events/bus.ts";
import type { Event, TaskFinished } from "../../src/events/event.ts";
import type { Value } from "../../src/expression/value.ts";
import { readInventory } from "../../src/inventory/read-inventory.ts";
import type { Runbook } from "../../src/runbook/model.ts";
import { readRunbook } from "../../src/runbook/read-runbook.ts";
import type { ValueSource } from "../../src/runbook/value-source.ts";
import type { Target, Transport } from "../../src/transport/connection.ts";
import { createTransport } from "../../src/transport/transport-for.ts";

/** How a walk went. */
export interface Walked {
  readonly exitCode: number;
  readonly events: readonly Event[];
  /** Ended tasks, in the order in which they ended. */
  readonly tasks: readonly TaskFinished[];
  /** "name: status" of every ended task of a host. */
  statuses(host?: string): readonly string[];
}

/** What a walk is made of. `inventory` is INI text; hosts are this machine unless it says otherwise. */
export interface Walking {
  /** YAML text, or what was read already. */
  readonly runbook: string | Runbook;
  readonly inventory?: string;
  readonly mode?: "plan" | "apply";
  readonly extra?: Readonly<Record<string, Value>>;
  readonly settings?: Partial<RunSettings>;
  /** Where every host is; this machine when left out. */
  readonly target?: Target;
  /** Where some hosts are; they win over `target`. */
  readonly targets?: ReadonlyMap<string, Target>;
  /** How hosts are reached; as programs reach them when left out. */
  readonly transport?: Transport;
  /** They hear of every event before the walk's own record does. */
  readonly listeners?: readonly Listener[];
  /** Whether someone has asked the run to stop. */
  readonly stopping?: () => boolean;
  /** Keeps what a plan needs besides its events. */
  readonly keeper?: PlanKeeper;
  /** The plan that an apply makes true. */
  readonly plan?: PlanToFollow | undefined;
  /** The environment of the program, for lookups. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Of digests; a new one for each walk when left out. */
  readonly key?: Uint8Array;
}

/** A folder with files, where runbooks are walked over this machine through the real kept shell. */
export interface Workshop {
  readonly folder: string;
  put(name: string, content: string): string;
  walk(walking: Walking): Promise<Walked>;
  close(): void;
}

const local = "[all]\nhere\n[all:vars]\nansible_connection=local\n";

/** A workshop in a temporary folder, which is the variable `dir` of every host. */
export function workshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "runbook-engine-"));
  const put = (name: string, content: string) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  return {
    folder,
    put,
    walk: (walking) => walkOnce(folder, walking),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function walkOnce(
  folder: string,
  {
    runbook,
    inventory = local,
    mode = "apply",
    extra = {},
    settings = {},
    target,
    targets,
    transport,
    listeners = [],
    stopping = () => false,
    keeper,
    plan,
    environment = {},
    key = randomBytes(32),
  }: Walking,
): Promise<Walked> {
  const events: Event[] = [];
  const file = typeof runbook === "string" ? { name: "runbook.yaml", text: runbook } : runbook.file;
  const span = { file, start: 0, end: 0 };
  const constants = Object.entries({ dir: folder, ...extra }).map(([name, value]): [string, ValueSource] => [
    name,
    { kind: "constant", value, span },
  ]);
  const { exitCode } = await walk({
    mode,
    runbook: typeof runbook === "string" ? (await readRunbook(file, folder)).runbook : runbook,
    inventory: readInventory([{ name: "inventory.ini", text: inventory }]),
    bus: createBus({
      run: "test",
      now: () => new Date(0),
      redact: (text) => text,
      listeners: [...listeners, (event) => events.push(event)],
    }),
    transport: transport ?? createTransport(),
    targetOf: (name) => targets?.get(name) ?? target ?? { kind: "local", name },
    extra: new Map(constants),
    defaults: new Map(),
    settings: {
      forks: 5,
      tags: [],
      skipTags: [],
      startAtTask: undefined,
      limit: undefined,
      become: false,
      becomeUser: undefined,
      localUser: "me",
      ...settings,
    },
    tag: randomBytes(6).toString("hex"),
    journal: { durable: async () => {}, key },
    keeper,
    plan,
    environment,
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: (bytes) => randomBytes(bytes),
    capture: undefined,
    confirm: undefined,
    stopping,
  });
  const tasks = events.filter((event) => event.type === "task.finished");
  const statuses = (host?: string) =>
    tasks.filter((task) => host === undefined || task.host === host).map(({ name, status }) => `${name}: ${status}`);
  return { exitCode, events, tasks, statuses };
}
