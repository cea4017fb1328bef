import { traceStatus } from "../changes/change-kind.ts";
import { traceLibrary } from "../changes/host-library.ts";
import { traceJob } from "../changes/job.ts";
import { quote } from "../changes/quote.ts";
import { wholeLines } from "../changes/whole-lines.ts";
import type { ChangeFinished } from "../events/event.ts";
import { ProblemError } from "../problems/problem.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Play } from "../runbook/model.ts";
import { writtenId } from "../runbook/step-ids.ts";
import type { Part, PartReply } from "./batch.ts";
import { forgetEnds } from "./forget-ends.ts";
import type { UserShell } from "./host-session.ts";
import type { HostState } from "./host-state.ts";
import type { PastChange } from "./past.ts";
import type { RunContext } from "./run-context.ts";
import { type Doer, settleSwitches } from "./settle-switches.ts";
import { taskUser } from "./task-user.ts";
import { lookAtPathsSince, writtenPaths } from "./written-paths.ts";

const lookDeadline = 60_000;
const outputCap = 1024 * 1024 + 4096;

/**
 * Finds out from the host what became of changes that nobody was told of: ends the shell that was at work, waits for a command
 * that still runs, takes away what a write left beside its file. What cannot be told stays open. Never throws what is the host's.
 */
export async function settlePast(host: HostState, plays: readonly Play[], context: RunContext): Promise<void> {
  const tasks = tasksOf(plays);
  try {
    const doer = (one: PastChange | undefined) => doerOf(one?.change.task, tasks, host, context);
    const left = await settleSwitches(host.past?.open ?? [], doer, host);
    for (const group of groups(left)) {
      const who = await doer(group[0]);
      if (!who) continue;
      for (const one of group) await settleOne(one, who, host, context);
    }
    for (const { task, user, folder } of host.past?.jobs ?? []) {
      const doer = await doerOf(task, tasks, host, context);
      if (doer?.shell.user.name === user) doer.shell.jobs.set(folder, task);
    }
    const told = new Map<UserShell, number[]>();
    for (const [task, numbers] of host.past?.told ?? []) {
      const doer = await doerOf(task, tasks, host, context);
      const known = doer && (told.get(doer.shell) ?? []);
      known?.push(...numbers);
      if (known) told.set(doer.shell, known);
    }
    for (const [shell, numbers] of told) {
      await forgetEnds(host.session, shell.become, numbers);
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}

/** Changes of one user that follow each other. */
function groups(open: readonly PastChange[]): readonly (readonly PastChange[])[] {
  const found: PastChange[][] = [];
  for (const one of open) {
    const last = found.at(-1);
    if (last?.[0]?.user === one.user && last[0].change.task === one.change.task) last.push(one);
    else found.push([one]);
  }
  return found;
}

type TaskOfPlay = Pick<Doer, "task"> & { readonly play: Play };

/** The tasks of a runbook by their ids, handlers among them. */
function tasksOf(plays: readonly Play[]): ReadonlyMap<string, TaskOfPlay> {
  const steps = plays.flatMap((play) => [...leavesOf(play.tasks), ...play.handlers].map((task) => ({ task, play })));
  return new Map(steps.flatMap(({ task, play }) => (task.kind === "task" ? [[task.id, { task, play }] as const] : [])));
}

/** `undefined` when the runbook has no such task. */
async function doerOf(
  id: string | undefined,
  tasks: ReadonlyMap<string, TaskOfPlay>,
  host: HostState,
  { settings }: RunContext,
): Promise<Doer | undefined> {
  const found = id === undefined ? undefined : tasks.get(writtenId(id));
  if (!found || id === undefined) return undefined;
  const { play } = found;
  const task = { ...found.task, id };
  host.enterPlay(play);
  const scope = host.becomeScope(host.variables.scope({ task }));
  const user = known(() => ({ become: taskUser(task, play, settings, scope) }));
  return user && { task, shell: await host.shell(user.become) };
}

/** What cannot be told before the tasks in front of it have run is left to them. */
function known<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

async function settleOne(
  past: PastChange,
  { task, shell }: Doer,
  host: HostState,
  { clock }: RunContext,
): Promise<void> {
  // Who is asked as another user than the one that did it knows nothing of it.
  if (past.user !== shell.user.name) return;
  const spent = clock.now().getTime() - Date.parse(past.time);
  const [reply] = await shell.ask([tracePart(past, shell, spent)]);
  const end = endOf(past, reply);
  if (end === undefined) return;
  const { number, writes = [] } = past.change;
  host.past?.settle(number, end);
  const wrote = end.outcome === "made" ? await wroteOf(number, writes, shell) : undefined;
  const failure = end.outcome === "failed" ? new Error("it was not begun") : undefined;
  host.record.finish({ number, task }, { ...end, ...(wrote && { wrote }), failure });
}

async function wroteOf(number: number, writes: readonly string[], shell: UserShell) {
  if (writes.length === 0) return undefined;
  const script = lookAtPathsSince(number, writes);
  const look = { script, stops: false, deadline: lookDeadline, cap: 65_536 };
  const [reply] = await shell.ask([look]).catch(() => []);
  return writtenPaths(writes, reply);
}

function tracePart({ change, shell: mark }: PastChange, shell: UserShell, spent: number): Part {
  const restarted = mark !== undefined && shell.mark !== undefined && mark.boot !== shell.mark.boot;
  const isCommand = change.kind === "run-command";
  const fence = mark && !restarted ? `rb_fence ${mark.pid} ${mark.started} ${isCommand ? "alone" : "all"} &&\n` : "";
  const left = Math.max(0, (change.deadline ?? lookDeadline) - spent);
  const boot = restarted ? "other" : "same";
  const look =
    change.job !== undefined
      ? traceJob(change.number, boot).script
      : isCommand
        ? `rb_trace_run ${change.number} ${Math.ceil(left / 100)} ${boot}`
        : `rb_trace_past ${quote(change.path ?? "/")} ${change.number}`;
  return {
    script: `${traceLibrary()}\nrb_left=\n${fence}${look}`,
    stops: true,
    deadline: left + lookDeadline,
    cap: outputCap,
  };
}

type End = Pick<ChangeFinished, "exitStatus" | "output"> & { readonly outcome: ChangeFinished["outcome"] };

/** Of files, whether it happened does not matter here: their tasks look again, and do what is left. */
function endOf({ change }: PastChange, reply: PartReply | undefined): End | undefined {
  if (change.kind !== "run-command") return undefined;
  if (reply?.status === traceStatus.notBegun) return { outcome: "failed" };
  if (reply?.status !== traceStatus.happened) return undefined;
  if (change.job !== undefined) return { outcome: "made" };
  const text = Buffer.from(reply.stdout).toString("utf8");
  const end = text.indexOf("\n");
  const exitStatus = Number.parseInt(text.slice(0, end), 10);
  if (Number.isNaN(exitStatus)) return undefined;
  const [stdout, stderr] = [text.slice(end + 1), Buffer.from(reply.stderr).toString("utf8")].map(wholeLines);
  const output = { stdout: stdout ?? "", stderr: stderr ?? "", took: 0 };
  return { outcome: "made", exitStatus, output };
}
