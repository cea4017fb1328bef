import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ProblemError, problem } from "../problems/problem.ts";
import { isMissing } from "./is-missing.ts";
import { markLine, type ProcessMark, parseMark, processState, thisProcess } from "./process-mark.ts";

/** The right to write in a run's folder. */
export interface WriterLock {
  /** Gives it back. Never throws. */
  release(): void;
}

/**
 * Takes the right to write in a run's folder, as `writer.N` with a mark of this process; a dead writer's is taken over as
 * `writer.N+1`, so that of many who see it dead one wins. RB7005 while another process has it, or may have it.
 */
export function lockWriter(folder: string, run: string): WriterLock {
  const held = holderOf(folder);
  if (held && held.state !== "dead") throw inUse(run, folder, held);
  const number = (held?.number ?? 0) + 1;
  const file = join(folder, `writer.${number}`);
  if (!taken(folder, file)) throw inUse(run, folder, holderOf(folder));
  const last = numbers(folder).at(-1) ?? number;
  if (last !== number) {
    rmSync(file, { force: true });
    throw inUse(run, folder, holderOf(folder));
  }
  let isHeld = true;
  return {
    release() {
      if (isHeld) releaseAll(folder);
      isHeld = false;
    },
  };
}

/** Takes away what a writer that is gone left of its lock; a writer that may still be there keeps it. */
export function clearDeadWriter(folder: string): void {
  if (holderOf(folder)?.state !== "dead") return;
  lockWriter(folder, basename(folder)).release();
}

/** Who may be writing in a run's folder. */
export interface Holder {
  readonly number: number;
  readonly mark: ProcessMark | undefined;
  readonly state: "alive" | "dead" | "unseen";
}

/** The last who took the right to write and did not give it back; a mark that is not whole is older than the last boot. */
export function holderOf(folder: string): Holder | undefined {
  const number = numbers(folder).at(-1);
  if (number === undefined) return undefined;
  try {
    const mark = parseMark(readFileSync(join(folder, `writer.${number}`), "utf8"));
    return { number, mark, state: mark ? processState(mark) : "dead" };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Makes the lock's file, whole from the beginning; false when it is there already. */
function taken(folder: string, file: string): boolean {
  const mark = thisProcess();
  const draft = join(folder, `.writer-${mark.pid}-${mark.start}`);
  try {
    writeFileSync(draft, markLine(mark), { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The highest goes last, so that at any moment the files tell of a holder as long as there is one. */
function releaseAll(folder: string): void {
  try {
    for (const name of draftsOfDead(folder)) rmSync(join(folder, name), { force: true });
    for (const number of numbers(folder)) rmSync(join(folder, `writer.${number}`), { force: true });
  } catch {
    // It stays, and tells of a process that is gone.
  }
}

/** Who was killed while it took the right may have left a draft, whole or empty. */
function draftsOfDead(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => {
    const [, pid = "", start = ""] = /^\.writer-(\d+)-(\d+)$/.exec(name) ?? [];
    return pid !== "" && processState({ ...thisProcess(), pid, start }) === "dead";
  });
}

function numbers(folder: string): readonly number[] {
  const found = readdirSync(folder).flatMap((name) => /^writer\.(\d{1,9})$/.exec(name)?.[1] ?? []);
  return found.map(Number).toSorted((one, other) => one - other);
}

function inUse(run: string, folder: string, holder: Holder | undefined): ProblemError {
  const { pid, machine } = holder?.mark ?? { pid: "?", machine: "?" };
  if (holder?.state !== "unseen") {
    return problem("RB7005", `the run ${run} is going on: process ${pid} of ${machine} writes its journal`, {
      hint: "Wait for it, or end it with Ctrl-C.",
    });
  }
  return problem("RB7005", `the run ${run} may be going on: process ${pid} of ${machine} began to write its journal`, {
    hint: `It cannot be told from here whether it still runs. If it does not, remove ${join(folder, `writer.${holder.number}`)}.`,
  });
}
