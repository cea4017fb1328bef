import type { Command } from "commander";
import type { Recovered, Tail } from "../journal/recover.ts";
import type { Holder } from "../journal/writer-lock.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { type Problem, problem, warning } from "../problems/problem.ts";
import type { End } from "./end.ts";
import { withFormat } from "./flags.ts";
import type { World } from "./world.ts";

interface ShowFlags {
  readonly format: "text" | "json";
  readonly host?: string;
  readonly diff?: boolean;
}

const examples = `
Examples:
  runbook show last
  runbook show last --host prod-app1 --diff    what happened on one host, and its changes
  runbook show 20261123-0638                   a beginning of an id will do, where one run has it
  runbook show last --format json              its events, one a line`;

/** `runbook show RUN`: a run's journal through the same screens as on the day it ran. */
export function addShow(program: Command, world: World, end: End): void {
  const command = program
    .command("show")
    .argument("<run>", "a run's id, its beginning, or last; or a saved plan")
    .description("show a run again, as on the day it ran");
  withFormat(command)
    .option("--host <name>", "only what happened on this host")
    .option("-D, --diff", "show changes, also where they were not shown on the day")
    .addHelpText("after", examples)
    .action((run: string, flags: ShowFlags) => show(world, run, flags, end));
}

async function show(world: World, run: string, flags: ShowFlags, end: End): Promise<void> {
  const { isPlan, openPlan } = await import("./open-plan.ts");
  if (isPlan(world, run)) {
    const { showPlan } = await import("./show-plan.ts");
    await showPlan(world, openPlan(world, run), { name: run, ...flags });
    return end(0);
  }
  const { statePath } = await import("../journal/state-folder.ts");
  const { findRun } = await import("../journal/find-run.ts");
  const { runFolder } = await import("../journal/run-folder.ts");
  const { openJournal } = await import("../journal/open-journal.ts");
  const { holderOf } = await import("../journal/writer-lock.ts");
  const state = statePath(world.environment, world.home);
  const id = findRun(state, run);
  const folder = runFolder(state, id);
  const holder = holderOf(folder);
  const recovered = openJournal(folder, world.userId);
  await replay(world, recovered, { id, holder, ...flags });
  const isRunning = (holder?.state ?? "dead") !== "dead";
  const told = tailWarning(id, recovered.tail);
  if (told && !(isRunning && recovered.tail.kind === "torn")) await warn(world, told);
  end(recovered.tail.kind === "damaged" ? 1 : 0);
}

interface Showing extends ShowFlags {
  readonly id: string;
  readonly holder: Holder | undefined;
}

async function replay(world: World, recovered: Recovered, { id, holder, format, host, diff }: Showing): Promise<void> {
  const { reportersFor } = await import("./reporters.ts");
  const events = await wanted(recovered, id, host);
  const { diffs = true, verbose = false } = recovered.headers[0]?.screen ?? {};
  const isWhole =
    events.findLast(({ type }) => type === "run.started" || type === "run.finished")?.type === "run.finished";
  const screen = { format, diffs: diffs || diff === true, verbose, linesOnly: !isWhole };
  const reporters = await reportersFor(world, screen);
  for (const event of events) for (const listener of reporters.listeners) listener(event);
  reporters.stop();
  reporters.conclude([]);
  if (isWhole || format === "json") return;
  const { unfinishedText } = await import("../report/unfinished.ts");
  const { openChanges } = await import("../journal/open-changes.ts");
  const writer = holder && holder.state !== "dead" ? holder.mark : undefined;
  world.output.write(`\n${unfinishedText({ writer, last: events.at(-1)?.time, open: openChanges(events) })}`);
}

async function wanted({ events }: Recovered, id: string, host: string | undefined): Promise<Recovered["events"]> {
  if (host === undefined) return events;
  const { eventsOfHost } = await import("../journal/events-of-host.ts");
  const found = eventsOfHost(events, host);
  if (found) return found;
  const hosts = events.flatMap((event) => (event.type === "run.started" ? event.hosts : []));
  throw problem("RB7006", `the run ${id} was not for a host "${host}"`, {
    hint: didYouMean(host, hosts) ?? `runbook show ${id} shows its hosts.`,
  });
}

function tailWarning(id: string, tail: Tail): Problem | undefined {
  if (tail.kind === "whole") return undefined;
  if (tail.kind === "torn") {
    return warning("RB7003", `the last ${tail.bytes} bytes of the journal of ${id} are not whole`, {
      hint: "Its writer was cut off there, or the end of the file was damaged. All before it is shown.",
    });
  }
  return warning("RB7003", `the journal of ${id} is damaged at record ${tail.record}`, {
    hint: "What is left of it is shown. Nothing can go on from it.",
  });
}

async function warn(world: World, told: Problem): Promise<void> {
  const { problemText } = await import("../report/problem-view.ts");
  const { wantsColor } = await import("./reporters.ts");
  world.errors.write(problemText([told], { columns: world.errors.columns, color: wantsColor(world) }));
}
