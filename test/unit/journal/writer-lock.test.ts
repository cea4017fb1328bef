import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { markLine, type ProcessMark, parseMark, processState, thisProcess } from "../../../src/journal/process-mark.ts";
import { holderOf, lockWriter } from "../../../src/journal/writer-lock.ts";

const run = "20260102-030405-bcdf";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const leave = (number: number, mark: ProcessMark) => writeFileSync(join(folder, `writer.${number}`), markLine(mark));
const dead = () => ({ ...thisProcess(), start: "1" });

test("a mark says who and when, and can be read again", () => {
  expect(parseMark(markLine(thisProcess()))).toEqual(thisProcess());
  expect(thisProcess()).toMatchObject({ pid: String(process.pid), machine: hostname() });
  expect(parseMark("1 2 3\n")).toBeUndefined();
});

describe("whether a process still runs", () => {
  test("this one does", () => expect(processState(thisProcess())).toBe("alive"));

  test("not one that was killed", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const mark = { ...thisProcess(), pid: String(child.pid), start: startOf(child.pid ?? 0) };
    expect(processState(mark)).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(processState(mark)).toBe("dead");
  });

  test("not an earlier one of the same number, nor one from before the last boot", () => {
    expect(processState(dead())).toBe("dead");
    expect(processState({ ...thisProcess(), boot: "another" })).toBe("dead");
  });

  test("of another machine, or a container, nobody can tell", () => {
    expect(processState({ ...thisProcess(), machine: "elsewhere" })).toBe("unseen");
    expect(processState({ ...thisProcess(), namespace: "pid:[1]" })).toBe("unseen");
  });
});

describe("the right to write", () => {
  test("belongs to one, and is given back", () => {
    const lock = lockWriter(folder, run);
    expect(() => lockWriter(folder, run)).toThrow(
      `the run ${run} is going on: process ${process.pid} of ${hostname()}`,
    );
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    lockWriter(folder, run).release();
  });

  test("of a dead process is taken over, and what is left of it goes in the end", () => {
    leave(1, dead());
    expect(holderOf(folder)).toMatchObject({ number: 1, state: "dead" });
    const lock = lockWriter(folder, run);
    expect(holderOf(folder)).toMatchObject({ number: 2, state: "alive" });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a draft of one who was killed before it had the right goes in the end", () => {
    writeFileSync(join(folder, ".writer-999999999-1"), "");
    lockWriter(folder, run).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a mark that a power cut left empty is a dead one's", () => {
    writeFileSync(join(folder, "writer.1"), "");
    lockWriter(folder, run).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a process that cannot be seen stays, and the way out is named", () => {
    leave(3, { ...thisProcess(), machine: "elsewhere" });
    expect(() => lockWriter(folder, run)).toThrow(
      `the run ${run} may be going on: process ${process.pid} of elsewhere`,
    );
    rmSync(join(folder, "writer.3"));
    lockWriter(folder, run).release();
  });

  test("giving it back twice takes nothing away from the next", () => {
    const first = lockWriter(folder, run);
    first.release();
    const second = lockWriter(folder, run);
    first.release();
    expect(holderOf(folder)).toMatchObject({ state: "alive" });
    second.release();
  });

  test("the highest number counts, whatever became of the lower ones", () => {
    leave(2, thisProcess());
    expect(() => lockWriter(folder, run)).toThrow(/is going on/);
    expect(readdirSync(folder)).toEqual(["writer.2"]);
  });
});

/** proc(5), field 22; the name of sleep has no blank. */
function startOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, "latin1").split(" ")[21] ?? "";
}
