import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { LockOptions } from "../engine/host-lock.ts";
import type { Past } from "../engine/past.ts";
import type { PlanKeeper, PlanToFollow } from "../engine/plan-to-follow.ts";
import type { RunContext, RunJournal, RunSettings, UnclearCommand } from "../engine/run-context.ts";
import { selectSteps } from "../engine/select-steps.ts";
import type { Bus } from "../events/bus.ts";
import type { Sources } from "../plans/plan-subject.ts";
import type { Problem } from "../problems/problem.ts";
import { printableLine } from "../report/printable.ts";
import { problemText } from "../report/problem-view.ts";
import type { Input } from "../runbook/inputs/input.ts";
import type { Runbook } from "../runbook/model.ts";
import { createRedactor } from "../secrets/redactor.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import type { Vault } from "../secrets/vault/vault.ts";
import { selectionOf } from "../validation/selection-of.ts";
import { withGatheredFacts } from "../validation/with-gathered-facts.ts";
import { besideRunbook } from "./beside-runbook.ts";
import { connectionsFor } from "./connections.ts";
import { countHosts } from "./count-hosts.ts";
import { type RunFlags, usualForks } from "./flags.ts";
import { type GatheredInputs, gatherInputs } from "./gather-inputs.ts";
import { listing } from "./list-run.ts";
import { loadInventory, refuseSample } from "./load-inventory.ts";
import { openRunbook, type ReadWith } from "./open-runbook.ts";
import { ask, confirm } from "./prompt.ts";
import { wantsColor } from "./reporters.ts";
import { selectLimited } from "./select-limited.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";

/** What a walk needs besides its mode. */
export interface WalkOptions {
  readonly run: string;
  readonly mode: "plan" | "apply";
  readonly bus: Bus;
  readonly stopping: () => boolean;
  /** Where the events are written down; left out where nothing is kept of a run. */
  readonly journal?: RunJournal;
  /** Names the run's files on hosts; see `newTag`. */
  readonly tag: string;
  /** Hosts are changed: other runs are kept away from them. */
  readonly locks?: boolean;
  /** See `RunContext`. */
  readonly backupDays?: number | undefined;
  /** What earlier parts of the run did. */
  readonly past?: Past;
  /** The end of each task tells what it registers. */
  readonly tellsResults?: boolean;
  /** Keeps screens still while a person is asked. */
  readonly hold: <T>(ask: () => Promise<T>) => Promise<T>;
  /** Keeps a plan that is used further. */
  readonly keeper?: PlanKeeper | undefined;
  /** The plan to make true. */
  readonly plan?: PlanToFollow | undefined;
}

/** A runbook, and what it is called where people read of it. */
export interface RunbookToRun {
  readonly file: string;
  readonly runbook: Runbook;
  /** Opens what is vaulted; made from the flags where it is left out. */
  readonly vault?: Vault;
}

const unwritten: RunJournal = { durable: async () => {}, key: randomBytes(32) };

/** Files read, values gathered, nothing connected. */
export interface PreparedRun {
  /** The runbook as given on the command line. */
  readonly file: string;
  readonly runbook: Runbook;
  readonly redact: (text: string) => string;
  /** What a plan is made from, as far as it is known now. */
  sources(): Sources;
  context(options: WalkOptions): RunContext;
  /** Prints what a `--list-...` flag asks for; true when there was one. */
  listed(): boolean;
  /** Asks for the inputs that are missing; RB3101 where nobody can be asked. */
  completeInputs(): Promise<void>;
  /** Ends what only looks on the hosts, and all connections. Never throws. */
  leaveHosts(): Promise<void>;
}

/** Reads runbook, inventory and values. Every mistake that needs no host is found here. RB1xxx, RB2xxx, RB3xxx. */
export async function prepareRun(world: World, file: string, flags: RunFlags, given?: Vault): Promise<PreparedRun> {
  const vault = given ?? (await vaultFor(world, flags));
  const runbook = await runbookToRun(world, file, { vault, rolesPath: flags.rolesPath });
  return prepareRunbook(world, { file, runbook, vault }, flags);
}

/** Reads a runbook, and says its warnings. RB2106, RB1xxx, RB2xxx. */
export async function runbookToRun(world: World, file: string, readWith: ReadWith): Promise<Runbook> {
  const { runbook, warnings } = await openRunbook(file, world.directory, readWith);
  if (warnings.length > 0) say(world, warnings);
  return runbook;
}

/** As `prepareRun`, for a runbook that is read already; its plays gather the facts that they mention. RB3xxx. */
export async function prepareRunbook(
  world: World,
  { file, runbook: read, vault: given }: RunbookToRun,
  flags: RunFlags,
): Promise<PreparedRun> {
  const vault = given ?? (await vaultFor(world, flags));
  const { inventory, files, folder } = await loadInventory(flags, world, { runbookFolder: folderOf(read), vault });
  const redactor = createRedactor();
  const keepSecret = (secret: SecretText) => {
    const tooShort = redactor.add(secret);
    if (tooShort) say(world, [tooShort]);
  };
  vault.listen(keepSecret);
  const inputs = await gatherInputs(world, read, { flags, keepSecret, vault });
  const chosen = { tags: words(flags.tags), skipTags: words(flags.skipTags), startAtTask: flags.startAtTask };
  const runbook = await withGatheredFacts(read, {
    inventory,
    readBeside: besideRunbook(read, world.directory),
    extra: inputs.values,
    defaults: inputs.defaults,
    isSelected: selectionOf(selectSteps(read, chosen)),
  });
  let walk: WalkOptions | undefined;
  const { becomePasswords, ...connections } = await connectionsFor(world, withoutQuestions(flags), {
    inventory,
    folder,
    keepSecret,
    hold: (ask) => (walk ? walk.hold(ask) : ask()),
    announce: (message) => walk?.bus.emit({ type: "noted", level: "info", message }),
  });
  const settings: RunSettings = {
    forks: flags.forks ?? usualForks,
    ...chosen,
    limit: await selectLimited(inventory, flags.limit, world.directory),
    become: flags.become === true,
    becomeUser: flags.becomeUser,
    becomeMethod: flags.becomeMethod,
    becomePasswords,
    localUser: world.user,
  };
  const askable = world.input.isTTY;
  const contextOf = (options: WalkOptions): RunContext => ({
    mode: options.mode,
    bus: options.bus,
    stopping: options.stopping,
    keeper: options.keeper,
    plan: options.plan,
    runbook,
    inventory,
    ...connections,
    journal: options.journal ?? unwritten,
    extra: inputs.values,
    defaults: inputs.defaults,
    settings: { ...settings, tellsResults: options.tellsResults === true },
    tag: options.tag,
    backupDays: options.backupDays,
    past: options.past,
    lock: options.locks ? lockOf(world, options.run, flags) : undefined,
    settle: askable ? (question) => options.hold(() => askWhatBecame(world, question)) : undefined,
    environment: world.environment,
    clock: world.clock,
    random: world.random,
    capture: askable ? (wanted) => askFor(inputs, wanted, options) : undefined,
    confirm: askable && !flagYes(flags) ? (question) => options.hold(() => confirm(world, question)) : undefined,
  });
  return {
    file,
    runbook,
    redact: (text) => redactor.redact(text),
    sources: () => ({ runbook, inventory: files, limit: settings.limit, values: inputs.values }),
    context(options) {
      walk = options;
      const context = contextOf(options);
      connections.transport.expect(countHosts(context));
      return context;
    },
    listed() {
      const text = listing(
        flags,
        contextOf({ run: "", tag: "", mode: "plan", bus: { emit() {} }, hold: (ask) => ask(), stopping: () => false }),
      );
      if (text !== undefined) world.output.write(text);
      else refuseSample(inventory);
      return text !== undefined;
    },
    completeInputs: () => inputs.complete(settings),
    leaveHosts: () => connections.transport.leave(),
  };
}

/** Where its `group_vars/` and `host_vars/` may be; a runbook that was made from a command line lies nowhere. */
function folderOf({ folder }: Runbook): string | undefined {
  return folder === "/" ? undefined : folder;
}

/** A name for the run's files on hosts, which nobody there can guess. */
export function newTag({ random }: World, run: string): string {
  return `${run}-${Buffer.from(random(4)).toString("hex")}`;
}

function lockOf(world: World, run: string, { lockTimeout = 0 }: RunFlags): LockOptions {
  return { run, who: whoWeAre(world), seconds: Math.ceil(lockTimeout / 1000) };
}

/** `user@machine`, for those who find a host locked. */
export function whoWeAre({ user }: World): string {
  return `${user}@${hostname()}`;
}

async function askWhatBecame(
  world: World,
  { host, task, command }: UnclearCommand,
): Promise<"done" | "again" | "leave"> {
  const about = `${host}: nobody knows whether this command ran, of "${task}":\n  ${printableLine(command)}\n`;
  for (;;) {
    const answer = (
      await ask(world, `\n${about}Is it done, should it run again, or be left? [done/again/leave] `)
    ).trim();
    if (answer === "done" || answer === "again" || answer === "leave") return answer;
  }
}

function say(world: World, problems: readonly Problem[]): void {
  world.errors.write(problemText(problems, { columns: world.errors.columns, color: wantsColor(world) }));
}

async function askFor(inputs: GatheredInputs, wanted: readonly Input[], { hold }: WalkOptions): Promise<void> {
  if (inputs.isMissing(wanted)) await hold(() => inputs.capture(wanted));
}

/** What only lists things connects to nothing, and need not ask for a password. */
function withoutQuestions(flags: RunFlags): RunFlags {
  const lists = flags.listHosts || flags.listTasks || flags.listTags || flags.syntaxCheck;
  return lists ? { ...flags, askPass: false, askBecomePass: false } : flags;
}

function flagYes(flags: RunFlags & { readonly yes?: boolean }): boolean {
  return flags.yes === true;
}

function words(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
