import { type Decision, defineModule, type Module } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import { assertKept } from "./assert-kept.ts";
import type { Deed } from "./deed.ts";
import type { Rollback } from "./rollback.ts";
import { runningJobs } from "./running-jobs.ts";
import { type Taking, takeBack } from "./take-back.ts";
import { takingsOf } from "./takings.ts";

/**
 * Looks, before anything is undone on a host, whether all can be: names everything that someone changed since. What the user
 * of the shell cannot see, and what earlier undoing has to uncover first, is looked at when it is its turn.
 */
export function checkModule(deedsOf: (host: string) => readonly Deed[], rollback: Rollback): Module {
  return defineModule({
    name: "undo_check",
    summary: "Looks whether what a run did can be undone.",
    parameters: {},
    examples: [],
    readOnly: true,
    async decide(_, host): Promise<Decision> {
      const deeds = deedsOf(host.name);
      const problems = await problemsOf(deeds, host, rollback);
      if (problems.length > 0) throw new ProblemError(problems);
      const running = await runningJobs(deeds, host);
      return { changes: [], ...(running.length > 0 && { message: running.join("\n") }) };
    },
  });
}

async function problemsOf(deeds: readonly Deed[], host: HostView, rollback: Rollback): Promise<readonly Problem[]> {
  const busy = await Promise.all(deeds.map((deed) => problemsIn(() => endOf(deed, host, rollback))));
  if (busy.flat().length > 0) return busy.flat();
  const takings = takingsOf(deeds, rollback.told, rollback.undone);
  const found = await Promise.all(
    takings.map((taking) => {
      const undoing = { ...rollback, force: forced(taking, rollback), host };
      const isNow = isPlain(taking.chain.at(-1)?.deed, deeds);
      return problemsIn(() => (isNow ? takeBack(taking, undoing) : assertKept(taking, host, undoing)));
    }),
  );
  return found.flat();
}

async function problemsIn(look: () => Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await look();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

/** Asked before anything is undone, while a plan can still ask; of commands that nobody was told of. */
async function endOf(deed: Deed, host: HostView, { ends, before }: Rollback): Promise<void> {
  const { undo, writes = [] } = deed.change;
  const matters = undo !== undefined || writes.length > 0;
  if (!deed.certain && matters && !before.has(`${deed.host} ${deed.index}`)) await ends.of(deed, host);
}

/** What an undo command has been at is no longer as the run left it. */
function forced({ path, chain }: Taking, { force, before }: Rollback): ReadonlySet<string> {
  const isBegun = chain.some(({ deed }) => deed.change.undo !== undefined && before.has(`${deed.host} ${deed.index}`));
  return isBegun ? new Set([...force, path]) : force;
}

/** No later change can have moved what the path leads to: none has its name in the path, none took away or moved a link. */
function isPlain(deed: Deed | undefined, deeds: readonly Deed[]): boolean {
  const names = new Set(deed?.change.path?.split("/") ?? deed?.change.writes?.flatMap((path) => path.split("/")));
  return deeds.slice(deed === undefined ? 0 : deeds.indexOf(deed) + 1).every(({ change: { path, before, after } }) => {
    const movesLinks = before?.is === "link" || (after?.is === "link" && before?.is !== "absent");
    return path === undefined || (!movesLinks && !names.has(lastName(path)));
  });
}

function lastName(path: string): string {
  return path.split("/").findLast((name) => name !== "") ?? "";
}
