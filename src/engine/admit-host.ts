import { diffOfBytes } from "../changes/unified-diff.ts";
import type { HostLost } from "../events/event.ts";
import type { Drift, PlannedUser } from "../events/planned.ts";
import { problemCodes } from "../problems/codes.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Become } from "../transport/connection.ts";
import { endsRun } from "./ends-run.ts";
import type { FollowedPlan, PlannedLook } from "./followed-plan.ts";
import type { HostState } from "./host-state.ts";
import { type Difference, lookAgain } from "./look-again.ts";
import type { Broken, PlannedHost } from "./plan-to-follow.ts";
import type { RunContext } from "./run-context.ts";
import { becomePassword } from "./task-user.ts";

/**
 * Before anything is done on a host: it must be as the plan saw it, else it is refused as a whole. Once for each
 * host; one where an earlier part of the run did something was looked at then.
 */
export async function admitHost(host: HostState, context: RunContext): Promise<void> {
  if (!context.plan || !host.alive || host.isAdmitted) return;
  host.isAdmitted = true;
  const { followed } = host;
  if (followed === undefined) return refuse(host, context, { drifts: [], message: "the plan is not for this host" });
  const { broken } = followed.planned;
  if (broken?.kind === "lost") return leave(host, context, notPlanned(broken));
  if (broken) {
    return refuse(host, context, { drifts: [], message: `the plan ended here with ${broken.code}: ${broken.message}` });
  }
  const past = context.past?.get(host.name);
  if (past && (past.lastNumber > 0 || past.elsewhere.size > 0)) return;
  const found = await underLock(host, context, async () => {
    await takeLock(followed, host, context);
    return lookAgain(followed.looks, host, lookingIn(host, context));
  });
  if (found === undefined) return;
  const other = await otherHost(host, followed.planned);
  const elsewhere = await underLock(host, context, () => driftsElsewhere(followed, host, context));
  if (elsewhere === undefined) return;
  const drifts = [
    ...(other.length > 0 ? [{ differs: other }] : []),
    ...found.map((difference) => driftOf(difference, followed)),
    ...elsewhere,
  ];
  if (drifts.length > 0) refuse(host, context, { drifts, message: sentence(drifts) });
}

/** What tells that this is not the host that the plan saw. */
async function otherHost(
  host: HostState,
  planned: Pick<PlannedHost, "address" | "hostKey">,
): Promise<readonly string[]> {
  const { address, hostKey } = planned;
  const reached = await host.session.reached();
  if (!reached) return [];
  return [
    ...(address !== undefined && address !== reached.address
      ? [`reached as ${reached.address}, not as ${address}`]
      : []),
    ...(hostKey !== undefined && hostKey !== reached.hostKey ? ["another host key"] : []),
  ];
}

/** Where its tasks are done on other hosts, those must be as the plan saw them, too. */
async function driftsElsewhere(
  followed: FollowedPlan,
  host: HostState,
  context: RunContext,
): Promise<readonly Drift[]> {
  const drifts: Drift[] = [];
  for (const name of followed.delegates) {
    if ((context.past?.get(name)?.lastNumber ?? 0) > 0) continue;
    const { host: there, itself } = host.deputy(name);
    there.forget();
    const found = await lookAgain(followed.looksOn(name), there, lookingIn(there, context));
    const other = await otherHost(itself, context.plan?.host(name) ?? {});
    if (other.length > 0) drifts.push({ path: name, differs: other });
    drifts.push(...found.map(({ path, differs }) => ({ path: `${path} (on ${name})`, differs })));
  }
  return drifts;
}

/** When all is done on a host: it must be what the plan said. */
export async function confirmHost(host: HostState, context: RunContext): Promise<void> {
  const looks = host.followed?.ends ?? [];
  if (!host.alive || looks.length === 0) return;
  host.forget();
  const found = await underLock(host, context, () => lookAgain(looks, host, lookingIn(host, context)));
  if (found === undefined || found.length === 0) return;
  host.stats.failed++;
  host.alive = false;
  context.bus.emit({
    type: "host.drifted",
    host: host.name,
    when: "after",
    drifts: found.map(({ path, differs }) => ({ path, differs })),
    code: "RB7105",
    message: `${found.length === 1 ? "a path is" : `${found.length} paths are`} not what the plan said`,
    hint: 'Something changed it after this run did. A command of the runbook that does so should say "writes:".',
  });
}

/** `undefined` when the host is gone, or somebody else is at work there: then it takes no further part. */
async function underLock<T>(host: HostState, context: RunContext, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const [first] = error instanceof ProblemError ? error.problems : [];
    if (!first || endsRun(error)) throw error;
    const { code, message, hint = "" } = first;
    if (problemCodes[code].exit === 4) leave(host, context, { code, message, hint });
    else refuse(host, context, { drifts: [], code, message, hint });
    return undefined;
  }
}

/** From here on nobody else's run changes the host. */
async function takeLock({ planned }: FollowedPlan, host: HostState, context: RunContext): Promise<void> {
  const acting = planned.tasks
    .flatMap(({ items }) => items)
    .find((item) => item.delegate === undefined && (item.changes.length > 0 || item.unknowns.length > 0));
  if (!acting) return;
  const shell = await host.shell(becomeOf(acting, host, context));
  await shell.act([{ script: ":", stops: true, deadline: 30_000, cap: 4096 }]);
}

function lookingIn(host: HostState, context: RunContext) {
  return { key: context.journal.key, becoming: (look: PlannedLook) => becomeOf(look, host, context) };
}

function becomeOf(
  { user }: { readonly user?: PlannedUser | undefined },
  host: HostState,
  { settings }: RunContext,
): Become | undefined {
  if (user === undefined) return undefined;
  const password = becomePassword(settings, host.becomeScope(host.variables.scope()));
  return {
    method: user.method,
    user: user.name,
    ...(user.login && { login: true }),
    ...(password && { password }),
  };
}

/** What the plan would change at the path, and what somebody changed since: from the same text, when that was kept. */
function driftOf({ path, differs, content }: Difference, { planned, plan }: FollowedPlan): Drift {
  const change = planned.tasks
    .flatMap(({ items }) => items.flatMap(({ changes }) => changes))
    .find((one) => one.path === path && one.before?.digest !== undefined);
  const kept = change?.before?.digest === undefined ? undefined : plan.content(change.before.digest);
  const shown = planned.shown.find((one) => one.path === path)?.diff;
  const since = kept && diffOfBytes(kept, content);
  return {
    path,
    differs,
    ...(kept && shown !== undefined && { planned: shown }),
    ...(since !== undefined && { since }),
  };
}

interface Refusal {
  readonly drifts: readonly Drift[];
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
}

function refuse(host: HostState, { bus }: RunContext, { drifts, message, code, hint }: Refusal): void {
  host.stats.failed++;
  host.alive = false;
  host.isRefused = true;
  bus.emit({
    type: "host.drifted",
    host: host.name,
    when: "before",
    drifts,
    code: code ?? "RB7104",
    message,
    hint: hint ?? "Nothing was done on this host. Make a new plan.",
  });
}

function leave(
  host: HostState,
  { bus }: RunContext,
  { hint, ...said }: Pick<HostLost, "code" | "message" | "hint">,
): void {
  host.stats.unreachable++;
  host.alive = false;
  bus.emit({ type: "host.lost", host: host.name, ...said, ...(hint && { hint }) });
}

/** The plan could not reach it either: it is not tried again. */
function notPlanned({ code, message }: Broken): Pick<HostLost, "code" | "message" | "hint"> {
  const hint = "Nothing was done on this host. Make a new plan when it can be reached.";
  return { code, message: `it could not be planned: ${message}`, hint };
}

function sentence(drifts: readonly Drift[]): string {
  const paths = drifts.filter(({ path }) => path !== undefined).length;
  if (paths === 0) return "this is not the host that the plan saw";
  return `${paths === 1 ? "a path is" : `${paths} paths are`} not as the plan saw ${paths === 1 ? "it" : "them"}`;
}
