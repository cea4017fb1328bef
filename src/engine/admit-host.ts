import { diffOfBytes } from "../changes/unified-diff.ts";
import type { Drift } from "../events/planned.ts";
import { problemCodes } from "../problems/codes.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Become } from "../transport/connection.ts";
import type { FollowedPlan, PlannedLook } from "./followed-plan.ts";
import type { HostState } from "./host-state.ts";
import { type Difference, lookAgain } from "./look-again.ts";
import type { RunContext } from "./run-context.ts";
import { becomePassword } from "./task-user.ts";

/** Before anything is done on a host: it must be as the plan saw it, else it is refused as a whole. Once for each host. */
export async function admitHost(host: HostState, context: RunContext): Promise<void> {
  if (!context.plan || !host.alive || host.isAdmitted) return;
  host.isAdmitted = true;
  const { followed } = host;
  if (followed === undefined) return refuse(host, context, { drifts: [], message: "the plan is not for this host" });
  const { broken, address, hostKey } = followed.planned;
  if (broken?.kind === "lost") return leave(host, context, broken);
  if (broken) {
    return refuse(host, context, { drifts: [], message: `the plan ended here with ${broken.code}: ${broken.message}` });
  }
  const found = await lookedAgain(followed.looks, host, context);
  if (found === undefined) return;
  const reached = await host.session.reached();
  const other = [
    ...(address !== undefined && reached && address !== reached.address
      ? [`reached as ${reached.address}, not as ${address}`]
      : []),
    ...(hostKey !== undefined && reached && hostKey !== reached.hostKey ? ["another host key"] : []),
  ];
  const drifts = [
    ...(other.length > 0 ? [{ differs: other }] : []),
    ...found.map((difference) => driftOf(difference, followed)),
  ];
  if (drifts.length > 0) refuse(host, context, { drifts, message: sentence(drifts) });
}

/** When all is done on a host: it must be what the plan said. */
export async function confirmHost(host: HostState, context: RunContext): Promise<void> {
  const looks = host.followed?.ends ?? [];
  if (!host.alive || looks.length === 0) return;
  host.forget();
  const found = await lookedAgain(looks, host, context);
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

/** `undefined` when the host is gone. */
async function lookedAgain(
  looks: readonly PlannedLook[],
  host: HostState,
  context: RunContext,
): Promise<readonly Difference[] | undefined> {
  const becoming = (look: PlannedLook) => becomeOf(look, host, context);
  try {
    return await lookAgain(looks, host, { key: context.journal.key, becoming });
  } catch (error) {
    const [first] = error instanceof ProblemError ? error.problems : [];
    if (!first || problemCodes[first.code].exit !== 4) throw error;
    host.stats.unreachable++;
    host.alive = false;
    const { code, message, hint } = first;
    context.bus.emit({ type: "host.lost", host: host.name, code, message, ...(hint && { hint }) });
    return undefined;
  }
}

function becomeOf({ user }: PlannedLook, host: HostState, { settings }: RunContext): Become | undefined {
  if (user === undefined) return undefined;
  const password = becomePassword(settings, host.variables.scope());
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

function refuse(
  host: HostState,
  { bus }: RunContext,
  { drifts, message }: { readonly drifts: readonly Drift[]; readonly message: string },
): void {
  host.stats.failed++;
  host.alive = false;
  host.isRefused = true;
  bus.emit({
    type: "host.drifted",
    host: host.name,
    when: "before",
    drifts,
    code: "RB7104",
    message,
    hint: "Nothing was done on this host. Make a new plan.",
  });
}

/** The plan could not reach it either: it is not tried again. */
function leave(
  host: HostState,
  { bus }: RunContext,
  { code, message }: { readonly code: string; readonly message: string },
) {
  host.stats.unreachable++;
  host.alive = false;
  bus.emit({
    type: "host.lost",
    host: host.name,
    code,
    message: `it could not be planned: ${message}`,
    hint: "Nothing was done on this host. Make a new plan when it can be reached.",
  });
}

function sentence(drifts: readonly Drift[]): string {
  const paths = drifts.filter(({ path }) => path !== undefined).length;
  if (paths === 0) return "this is not the host that the plan saw";
  return `${paths === 1 ? "a path is" : `${paths} paths are`} not as the plan saw ${paths === 1 ? "it" : "them"}`;
}
