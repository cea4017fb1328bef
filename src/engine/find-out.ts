import { traceStatus } from "../changes/change-kind.ts";
import { traceLibrary } from "../changes/host-library.ts";
import { handled } from "../changes/kind-of.ts";
import type { ShellMark } from "../events/event.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { ConnectionLostError } from "../transport/connection-lost.ts";
import { LateError } from "../transport/late-error.ts";
import type { Part, PartReply, Replies } from "./batch.ts";
import type { NumberedChange } from "./change-record.ts";
import { endedBefore } from "./ended-before.ts";
import type { UserShell } from "./host-session.ts";
import type { Clock } from "./run-context.ts";

/** A frame whose answer did not come; one that was stopped for it (`LateError`) is of one command. */
export interface LostFrame {
  readonly changes: readonly NumberedChange[];
  readonly error: ConnectionLostError | LateError;
  /** When it was sent, by the clock that never goes back. */
  readonly began: number;
}

/** What the host tells of it. */
export interface Found {
  /** Over a new connection, where the old one was lost. */
  readonly shell: UserShell;
  /** Answers of the changes that happened, the first of the frame's. */
  readonly made: readonly PartReply[];
  /** Why the next one can neither count as done nor be sent again (RB5012, RB5008); without it, it was not begun. */
  readonly obstacle?: ProblemError;
}

const mostTries = 5;
const outputCap = 1024 * 1024 + 4096;
const smallCap = 65_536;

/**
 * Connects again, makes sure that the shell of the lost connection does not go on, and asks the host what became of each
 * change; waits for a command that still runs. Of one that was stopped it asks only whether it had ended before. RB4xxx when
 * the host stays away.
 */
export async function findOut({ changes, error, began }: LostFrame, lost: UserShell, clock: Clock): Promise<Found> {
  if (error instanceof LateError) return findStopped(changes, error, await lost.anew());
  const askers: UserShell[] = [];
  for (;;) {
    const shell = await (askers.at(-1) ?? lost).again();
    if (!error.started) return { shell, made: [] };
    const spent = clock.monotonic() - began;
    const parts = traces(changes, { lost, askers, shell, spent });
    if (parts === undefined)
      return { shell, made: [], obstacle: unclear(error, "the host tells nothing of its processes") };
    try {
      return foundIn(await shell.ask(parts), { shell, error, count: changes.length });
    } catch (again) {
      if (!(again instanceof ConnectionLostError) || askers.push(shell) === mostTries) throw again;
    }
  }
}

async function findStopped(changes: readonly NumberedChange[], error: LateError, shell: UserShell): Promise<Found> {
  const [command] = changes;
  const reply = command && shell.mark && (await endedBefore(command, shell));
  return reply ? { shell, made: [reply] } : { shell, made: [], obstacle: error };
}

interface Asking {
  readonly lost: UserShell;
  /** Shells that asked before, and were lost, too. */
  readonly askers: readonly UserShell[];
  readonly shell: UserShell;
  readonly spent: number;
}

/** One part for each change; the first also ends the shells of lost connections. */
function traces(
  changes: readonly NumberedChange[],
  { lost, askers, shell, spent }: Asking,
): readonly Part[] | undefined {
  if (lost.mark === undefined || shell.mark === undefined) return undefined;
  const { boot } = shell.mark;
  const restarted = lost.mark.boot !== boot;
  const isCommand = changes.some(({ change }) => change.kind === "run-command");
  const fences = [
    ...askers.flatMap(({ mark }) => (mark?.boot === boot ? fence(mark, "all") : [])),
    ...(restarted ? [] : fence(lost.mark, isCommand ? "alone" : "all")),
  ];
  return changes.map(({ change, number }, index) => {
    const trace = handled(change).trace(number, { spent, restarted });
    const first = `${traceLibrary()}\nrb_left=\n${[...fences, trace.script].join(" &&\n")}`;
    const cap = isCommand ? outputCap : smallCap;
    return { script: index === 0 ? first : trace.script, deadline: trace.deadline, stops: true, cap };
  });
}

/** A command's own processes are left alone: they go on, as they would have. */
function fence({ pid, started }: ShellMark, whom: "all" | "alone"): readonly string[] {
  return [`rb_fence ${pid} ${started} ${whom}`];
}

function foundIn(
  replies: Replies,
  { shell, error, count }: { readonly shell: UserShell; readonly error: ConnectionLostError; readonly count: number },
): Found {
  const made = replies.flatMap((reply) => (reply?.status === traceStatus.happened ? reply : []));
  const next = replies[made.length];
  if (made.length === count || next?.status === traceStatus.notBegun) return { shell, made };
  const said =
    Buffer.from(next?.stderr ?? [])
      .toString("utf8")
      .trim()
      .split("\n")
      .at(-1) ?? "";
  if (next?.status === traceStatus.late) {
    return {
      shell,
      made,
      obstacle: problem("RB5008", "no end within its deadline, of which a lost connection took a part"),
    };
  }
  return { shell, made, obstacle: unclear(error, said) };
}

function unclear(error: ConnectionLostError, why: string): ProblemError {
  const because = why === "" ? "" : ` (${why})`;
  return problem("RB5012", `${error.problems[0]?.message}, and it cannot be told what happened${because}`, {
    hint: "Look at the host before running it again.",
  });
}
