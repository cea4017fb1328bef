import { hostTag } from "../engine/host-tag.ts";
import type { RunStarted } from "../events/event.ts";
import { isList } from "../expression/value.ts";
import { findRun } from "../journal/find-run.ts";
import type { Call } from "../journal/header.ts";
import { openJournal } from "../journal/open-journal.ts";
import { runFolder } from "../journal/run-folder.ts";
import { statePath } from "../journal/state-folder.ts";
import { stateKey } from "../journal/state-key.ts";
import { holderOf } from "../journal/writer-lock.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { CommandEnds } from "../rollback/command-end.ts";
import type { Deed } from "../rollback/deed.ts";
import { handlersAgain } from "../rollback/handlers-again.ts";
import { pastRollbacks } from "../rollback/past-rollbacks.ts";
import { rollbackRunbook } from "../rollback/rollback-runbook.ts";
import { type RunTold, runTold } from "../rollback/run-told.ts";
import { undoneBefore } from "../rollback/undone-before.ts";
import type { Runbook } from "../runbook/model.ts";
import type { Vault } from "../secrets/vault/vault.ts";
import { absoluteFlags } from "./absolute-flags.ts";
import { flagsOfWords } from "./flag-words.ts";
import type { RunFlags } from "./flags.ts";
import { lastApply } from "./last-apply.ts";
import { openRunbook, type ReadWith } from "./open-runbook.ts";
import { type PreparedRun, prepareRunbook } from "./prepare-run.ts";
import type { RollbackFlags } from "./rollback-flags.ts";
import { digestOf } from "./run-once.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";

/** A rollback that is ready to be walked. */
export interface PreparedRollback {
  /** The run that it undoes. */
  readonly run: string;
  /** The run that that one undid, where it is a rollback itself. */
  readonly undid: string | undefined;
  readonly prepared: PreparedRun;
  readonly flags: RunFlags;
}

/** Makes a runbook of a run's journal that undoes the run. RB7002, RB7005, RB7006, RB7201. */
export async function prepareRollback(world: World, named: string, flags: RollbackFlags): Promise<PreparedRollback> {
  const state = statePath(world.environment, world.home);
  const open = openRun(world, named, state);
  const { host, task, force, yes: _yes, check: _check, ...over } = flags;
  const undone = chosen(open.told, { hosts: host, tasks: task });
  const { tags: _tags, skipTags: _skip, startAtTask: _start, limit: _limit, ...saved } = flagsOfWords(open.call.words);
  const { limit, ...said } = absoluteFlags(over, world.directory);
  const all: RunFlags = { ...saved, ...said };
  const place = { ...world, directory: open.call.directory };
  const vault = await vaultFor(place, all);
  const runbook = await madeRunbook(world, open, { undone, force, vault, rolesPath: all.rolesPath });
  const hosts = [...hostsOf(runbook), ...(limit === undefined ? [] : [`&${limit}`])];
  const merged: RunFlags = { ...all, ...(runbook.plays.length > 0 && { limit: hosts.join(",") }) };
  return {
    run: open.run,
    undid: open.told.started.undoes,
    prepared: await prepareRunbook(place, { file: open.call.file, runbook, vault }, merged),
    flags: merged,
  };
}

function hostsOf({ plays }: Runbook): ReadonlySet<string> {
  const named = plays.flatMap(({ hosts }) => (hosts.kind === "constant" && isList(hosts.value) ? hosts.value : []));
  return new Set(named.filter((name) => typeof name === "string"));
}

/** The runbook of a rollback that began before: the same tasks, with the same ids. RB7002, RB7005, RB7201. */
export async function rollbackAgain(
  world: World,
  { undoes = "", tasks }: RunStarted,
  readWith: Pick<Choice, "vault" | "rolesPath">,
): Promise<Runbook> {
  const open = openRun(world, undoes, statePath(world.environment, world.home));
  const names = tasks.flatMap(({ id, name }) => (id.startsWith("undo.") ? [name.replace(/^Undo: /, "")] : []));
  const undone = chosen(open.told, { hosts: undefined, tasks: [...new Set(names)] });
  return madeRunbook(world, open, { undone, force: [], ...readWith });
}

interface Choice {
  readonly undone: readonly Deed[];
  readonly force: RollbackFlags["force"];
  readonly vault: Vault;
  readonly rolesPath: readonly string[] | undefined;
}

async function madeRunbook(
  world: World,
  { run, told, call }: OpenRun,
  { undone, force, ...readWith }: Choice,
): Promise<Runbook> {
  const { environment, home, userId, random } = world;
  const state = statePath(environment, home);
  const runbook = await sameRunbook(call, readWith);
  const handlers = handlersAgain(told);
  const again = runbook ? [...handlers].flatMap(([id, names]) => names.map((name) => `${id} ${name}`)) : [];
  const rollback = {
    told,
    undone: new Set(undone),
    again: new Set(again),
    before: undoneBefore(run, pastRollbacks(state, userId)),
    ends: new CommandEnds((host) => hostTag(call.tag, host)),
    key: stateKey({ state, userId, random }),
    force: new Set(force),
  };
  return rollbackRunbook({ rollback, runbook, file: call.file, handlers });
}

interface OpenRun {
  readonly run: string;
  readonly told: RunTold;
  readonly call: Call;
}

function openRun({ userId }: World, named: string, state: string): OpenRun {
  const run = named === "last" ? lastApply(state, userId) : findRun(state, named);
  const folder = runFolder(state, run);
  const { state: writer = "dead" } = holderOf(folder) ?? {};
  if (writer === "alive") {
    throw problem("RB7005", `the run ${run} is going on`, { hint: "Wait for it, or end it with Ctrl-C." });
  }
  const { events, headers } = openJournal(folder, userId);
  const told = runTold(run, events);
  if (!told) {
    throw problem("RB7201", `${run} is no apply, so there is nothing to undo`, {
      hint: "runbook runs lists all runs.",
    });
  }
  const call = headers[0]?.call;
  if (call) return { run, told, call };
  throw problem("RB7201", `the journal of ${run} does not say how the run was called`, {
    hint: "An older program wrote it. What it replaced is in ~/.runbook/backups on the hosts.",
  });
}

/** What is to be undone. RB7006, and RB2105 for a task that the run does not have. */
function chosen(
  { run, started, deeds, nameOf }: RunTold,
  { hosts, tasks }: { readonly hosts: RollbackFlags["host"]; readonly tasks: RollbackFlags["task"] },
): readonly Deed[] {
  const known = [...new Set([...started.hosts, ...deeds.map(({ host }) => host)])];
  const strange = hosts?.find((host) => !known.includes(host));
  if (strange !== undefined) {
    throw problem("RB7006", `the run ${run} was not for a host "${strange}"`, {
      hint: didYouMean(strange, known) ?? `runbook show ${run} shows its hosts.`,
    });
  }
  const names = started.tasks.map(({ name }) => name);
  const wrong = tasks?.find((name) => !names.includes(name));
  if (wrong !== undefined) {
    throw problem("RB2105", `the run ${run} has no task named "${wrong}"`, {
      hint: didYouMean(wrong, names) ?? `runbook show ${run} shows its tasks.`,
    });
  }
  return deeds.filter((deed) => (!hosts || hosts.includes(deed.host)) && (!tasks || tasks.includes(nameOf(deed))));
}

/** The run's runbook, when its text is still the same. */
async function sameRunbook(call: Call, readWith: ReadWith): Promise<Runbook | undefined> {
  try {
    const { runbook } = await openRunbook(call.file, call.directory, readWith);
    return digestOf(runbook) === call.digest ? runbook : undefined;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
