import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { readRecord } from "../../../src/journal/read-record.ts";
import { beginRecord } from "../../../src/journal/run-record.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-record-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const me = process.getuid?.() ?? 0;
const run = "20260102-030405-bcdf";
const noted = (message: string): Event => ({ type: "noted", level: "info", time: "t", run, message });

test("a record and its folders are the user's alone, whatever the umask", () => {
  const before = process.umask(0);
  try {
    const state = join(folder, "new/state");
    const record = beginRecord(state, run, me);
    record.listener(noted("hello"));
    record.close();
    for (const path of [state, join(state, "runs"), record.folder]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(record.folder, "events.jsonl")).mode & 0o777).toBe(0o600);
    expect(readRecord(state, run)).toEqual([noted("hello")]);
  } finally {
    process.umask(before);
  }
});

test("a second run of the same id is refused, not mixed in", () => {
  beginRecord(folder, run, me).close();
  expect(() => beginRecord(folder, run, me)).toThrow(/cannot write the record/);
});

test("a state folder that is a link, or that others may write to, is refused", () => {
  mkdirSync(join(folder, "real"), { mode: 0o700 });
  symlinkSync("real", join(folder, "link"));
  expect(() => beginRecord(join(folder, "link"), run, me)).toThrow(/not safe/);
  mkdirSync(join(folder, "open"));
  execFileSync("chmod", ["777", join(folder, "open")]);
  expect(() => beginRecord(join(folder, "open"), run, me)).toThrow(/not safe/);
});

test.skipIf(me !== 0)("on a full disk it says so, from then on, and stays readable (needs root)", () => {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=12k,mode=700", "tmpfs", folder]);
  try {
    const record = beginRecord(folder, run, me);
    const written: Event[] = [];
    const fill = () => {
      for (let n = 0; n < 100; n++) {
        const event = noted(`${n}${"x".repeat(1000)}`);
        record.listener(event);
        written.push(event);
      }
    };
    expect(fill).toThrow(/no space left/);
    expect(() => record.listener(noted("small"))).toThrow(/no space left/);
    record.close();
    expect(written.length).toBeGreaterThan(3);
    expect(readRecord(folder, run)).toEqual(written);
  } finally {
    execFileSync("umount", ["-l", folder]);
  }
});
