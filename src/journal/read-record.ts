import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Event } from "../events/event.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { asEvent } from "../schema/as-event.ts";
import { isRunId } from "./run-id.ts";

/** A run's events in order. `run` is an id or `last`. RB7002 when it does not exist, RB7003 when a line is damaged. */
export function readRecord(state: string, run: string): readonly Event[] {
  const id = run === "last" ? lastRun(state) : run;
  const known = runIds(state);
  if (id === undefined || !isRunId(id) || !known.includes(id)) {
    throw problem("RB7002", run === "last" ? "there is no run yet" : `there is no run "${run}"`, {
      hint:
        didYouMean(run, known) ??
        (known.length > 0 ? `The last one is ${known.at(-1)}.` : "plan and apply make one each."),
    });
  }
  const file = join(state, "runs", id, "events.jsonl");
  const lines = readFileSync(file, "utf8").split("\n");
  const torn = lines.pop();
  if (torn !== "")
    throw problem("RB7003", `the record of ${id} ends in the middle of a line`, { hint: `Look at ${file}.` });
  return lines.map((line, index) => {
    const event = eventOf(line);
    if (event) return event;
    throw problem("RB7003", `line ${index + 1} of the record of ${id} is damaged`, { hint: `Look at ${file}.` });
  });
}

/** Ids of all runs, oldest first. */
export function runIds(state: string): readonly string[] {
  try {
    return readdirSync(join(state, "runs")).filter(isRunId).toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw problem("RB7001", `cannot read ${join(state, "runs")}`, { cause: error });
  }
}

/** Ids tell seconds apart; within the last second, the folder that was made last counts. */
function lastRun(state: string): string | undefined {
  const ids = runIds(state);
  const second = ids.at(-1)?.slice(0, -4) ?? "";
  const made = (id: string) => statSync(join(state, "runs", id)).mtimeMs;
  const latest = ids.filter((id) => id.startsWith(second));
  return latest.length < 2 ? latest[0] : latest.toSorted((one, other) => made(one) - made(other)).at(-1);
}

function eventOf(line: string): Event | undefined {
  try {
    return asEvent(JSON.parse(line));
  } catch {
    return undefined;
  }
}
