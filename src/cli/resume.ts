import type { Command } from "commander";
import type { Header } from "../journal/header.ts";
import type { Recovered } from "../journal/recover.ts";
import { problem } from "../problems/problem.ts";
import type { Runbook } from "../runbook/model.ts";
import type { Vault } from "../secrets/vault/vault.ts";
import { absoluteFlags } from "./absolute-flags.ts";
import type { End } from "./end.ts";
import type { Unfinished } from "./find-unfinished.ts";
import { type RunFlags, withFormat, withInventory, withLockTimeout, withLogin, withVariables } from "./flags.ts";
import type { World } from "./world.ts";
import { writtenFlags } from "./written-flags.ts";

interface ResumeFlags extends Partial<RunFlags> {
  readonly format: "text" | "json";
  readonly yes?: boolean;
  readonly failed?: boolean;
  readonly unreachable?: boolean;
}

const examples = `
Examples:
  runbook resume last                    goes on with the last run that has not come to its end on all hosts
  runbook resume 20261123-063812 -K -y   asks for the become password again: no password is kept
  runbook resume last --unreachable      only hosts that could not be reached, or were lost

What was done is not done again; what was under way is asked from the hosts. Inventory and flags are those of the run, unless
they are given again; secrets are fetched again from where they came from.`;

/** `runbook resume RUN`: goes on with an apply that was cut off, or that failed on some hosts. */
export function addResume(program: Command, world: World, end: End): void {
  const command = program
    .command("resume")
    .argument("<run>", "a run's id, its beginning, or last")
    .description("go on with an apply that was cut off, or that failed on some hosts");
  withLockTimeout(withLogin(withVariables(withInventory(withFormat(command)))))
    .option("--failed", "only hosts on which a task failed")
    .option("--unreachable", "only hosts that were not reached, or were lost")
    .option("-y, --yes", "do not ask")
    .option("-D, --diff", "show the changes too")
    .option("-v, --verbose", "say more: round trips and bytes")
    .addHelpText("after", examples)
    .action((run: string, _flags: ResumeFlags, ran: Command) => resume(world, run, given(ran), end));
}

/** What was not written on the command line has no part in the run's own flags. */
function given(command: Command): ResumeFlags {
  return { format: command.opts<ResumeFlags>().format, ...writtenFlags(command) };
}

async function resume(world: World, named: string, flags: ResumeFlags, end: End): Promise<void> {
  const { findUnfinished } = await import("./find-unfinished.ts");
  const unfinished = findUnfinished(world, named, flags);
  const { run, folder, recovered, hosts, takenBack } = unfinished;
  const call = callOf(run, recovered);
  if (hosts.length === 0) {
    const { clearDeadWriter } = await import("../journal/writer-lock.ts");
    clearDeadWriter(folder);
    world.output.write(`${run}: nothing is left to do\n`);
    return end(0);
  }
  for (const [host, by] of takenBack)
    world.errors.write(`${host} is left out: the run was taken back there by ${by}\n`);
  const { flagsOfWords } = await import("./flag-words.ts");
  const { prepareRunbook, runbookToRun } = await import("./prepare-run.ts");
  const saved = flagsOfWords(call.words);
  const { yes: _yes, failed: _failed, unreachable: _unreachable, ...over } = absoluteFlags(flags, world.directory);
  const merged: RunFlags = { ...saved, ...over };
  const place = { ...world, directory: call.directory };
  const { vaultFor } = await import("./vault-for.ts");
  const vault = await vaultFor(place, merged);
  const readWith = { vault, rolesPath: merged.rolesPath };
  const undoing = await undoingOf(world, recovered, readWith);
  const runbook = undoing ?? (await runbookToRun(place, call.file, readWith));
  const along = undoing ? [] : await hostsAlong(place, runbook, unfinished);
  const limit = [...hosts, ...along].join(",");
  const prepared = await prepareRunbook(place, { file: call.file, runbook, vault }, { ...merged, limit });
  const { digestOf, runOnce } = await import("./run-once.ts");
  if (digestOf(prepared.runbook) !== call.digest) throw changed(run, call.file);
  const { pastOf } = await import("../engine/past.ts");
  const handlers = prepared.runbook.plays.flatMap((play) => play.handlers.map(({ id }) => id));
  const past = pastOf(recovered.events, new Set(handlers));
  await prepared.completeInputs();
  if (!(await agreed(world, flags, { run, hosts, recovered }))) return end(3);
  const goesOn = { run, tag: call.tag, past };
  const plan = await planOf(world, run, prepared.redact);
  const diffs = flags.diff === true;
  const result = await runOnce(world, prepared, { mode: "apply", diffs, flags: merged, goesOn, plan });
  end(result.exitCode);
}

/** Hosts that are through, where others may use what they got to know: what only looks is done there again. RB7009. */
async function hostsAlong(
  world: World,
  runbook: Runbook,
  { run, through, leftOut }: Pick<Unfinished, "run" | "through" | "leftOut">,
): Promise<readonly string[]> {
  if (through.length + leftOut.length === 0) return [];
  const { asksOfOthers } = await import("../validation/asks-of-others.ts");
  const { besideRunbook } = await import("./beside-runbook.ts");
  if (!asksOfOthers(runbook, { readBeside: besideRunbook(runbook, world.directory) })) return [];
  const [first] = leftOut;
  if (first !== undefined) {
    throw problem("RB7009", `${run} cannot go on without ${first}: others may use what it got to know`, {
      hint: "Go on without --failed and --unreachable. Where a host was taken back, begin a new run.",
    });
  }
  for (const host of through) world.errors.write(`${host} is through, and goes along for what others may ask of it\n`);
  return through;
}

/** The plan that the run was to make true, if there was one. */
async function planOf(world: World, run: string, redact: (text: string) => string) {
  const { statePath } = await import("../journal/state-folder.ts");
  const { stateKey } = await import("../journal/state-key.ts");
  const { runFolder } = await import("../journal/run-folder.ts");
  const { runPlan } = await import("./run-plan.ts");
  const { userId, random } = world;
  const state = statePath(world.environment, world.home);
  return runPlan(runFolder(state, run), { key: stateKey({ state, userId, random }), userId, redact });
}

/** The runbook of a run that is a rollback. */
async function undoingOf(
  world: World,
  { events }: Recovered,
  readWith: { readonly vault: Vault; readonly rolesPath: readonly string[] | undefined },
): Promise<Runbook | undefined> {
  const started = events.find((event) => event.type === "run.started");
  if (started?.undoes === undefined) return undefined;
  const { rollbackAgain } = await import("./prepare-rollback.ts");
  return rollbackAgain(world, started, readWith);
}

function callOf(run: string, { headers }: Recovered): NonNullable<Header["call"]> {
  const call = headers[0]?.call;
  if (call) return call;
  throw problem("RB7008", `the journal of ${run} does not say how the run was called`, {
    hint: "An older program wrote it. Begin a new run: what is done already stays as it is.",
  });
}

function changed(run: string, file: string) {
  return problem("RB7008", `${file} is not the runbook any more that ${run} began with`, {
    hint: "Put it back to go on, or begin a new run: runbook plan shows what is left to do.",
  });
}

async function agreed(
  world: World,
  flags: ResumeFlags,
  { run, hosts, recovered }: { readonly run: string; readonly hosts: readonly string[]; readonly recovered: Recovered },
): Promise<boolean> {
  if (flags.yes) return true;
  if (!world.input.isTTY || !world.output.isTTY) {
    throw problem("RB8002", "resume needs a yes, and nobody can be asked here", { hint: "Give -y." });
  }
  const { openChanges } = await import("../journal/open-changes.ts");
  const { resumeText } = await import("../report/resume-text.ts");
  const { confirm } = await import("./prompt.ts");
  world.output.write(resumeText({ run, hosts, open: openChanges(recovered.events) }));
  if (await confirm(world, "Go on?")) return true;
  world.output.write("nothing was done\n");
  return false;
}
