import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { beginJournal } from "../../../src/journal/begin-journal.ts";
import { continueJournal } from "../../../src/journal/continue-journal.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { journalPath, runFolder } from "../../../src/journal/run-folder.ts";
import { header, journal, me, notes, type StateFolder, stateFolder } from "../../support/journals.ts";

const run = "20260102-030405-bcdf";
let state: StateFolder;
beforeEach(() => {
  state = stateFolder();
});
afterEach(() => state.remove());

const place = () => ({ state: state.path, userId: me, header: header(run) });
const folder = () => runFolder(state.path, run);
const read = () => openJournal(folder(), me);
const path = () => journalPath(folder());
const noted = (message: string): Event => notes(message)[0] ?? expect.fail();

describe("writing", () => {
  test("what was told can be read, in order, and the header says who wrote it", async () => {
    const { listener, close } = await beginJournal(place());
    for (const event of notes("one", "two", "three")) listener(event);
    await close();
    expect(read()).toMatchObject({ headers: [header(run)], tail: { kind: "whole" } });
    expect(read().events).toEqual(notes("one", "two", "three"));
  });

  test("durable: everything told before is in the file, of what is told later nothing need be", async () => {
    const { listener, durable, close } = await beginJournal(place());
    for (const message of ["one", "two", "three"]) {
      listener(noted(message));
      await durable();
      expect(read().events.at(-1)).toMatchObject({ message });
    }
    await durable();
    await close();
  });

  test("hosts that wait at the same time share records, so that a thousand of them do not wait for a thousand syncs", async () => {
    const { listener, durable, close } = await beginJournal(place());
    const hosts = Array.from({ length: 1000 }, (_, number) => number);
    await Promise.all(
      hosts.map(async (number) => {
        listener(noted(`host ${number}`));
        await durable();
      }),
    );
    await close();
    expect(read().events).toHaveLength(1000);
    expect(read().end.number).toBeLessThan(20);
  });

  test("a crowd of long events becomes several records", async () => {
    const { listener, close } = await beginJournal(place());
    const long = Array.from({ length: 40 }, (_, number) => `${number}${"x".repeat(100_000)}`);
    for (const event of notes(...long)) listener(event);
    await close();
    expect(read().events).toEqual(notes(...long));
    expect(read().end.number).toBeGreaterThan(10);
  });

  test("a program that ends at once puts on disk what it was told", async () => {
    const { listener, durable, finishNow, close } = await beginJournal(place());
    listener(noted("one"));
    await durable();
    listener(noted("two"));
    listener(noted("three"));
    finishNow();
    expect(read().events.map((event) => "message" in event && event.message)).toEqual(["one", "two", "three"]);
    expect(read().tail).toEqual({ kind: "whole" });
    expect(() => listener(noted("four"))).toThrow(/finished/);
    await close();
  });

  test("the same while a record is on its way", async () => {
    const { listener, durable, finishNow, close } = await beginJournal(place());
    listener(noted("one"));
    const first = durable();
    await new Promise((resolve) => setImmediate(resolve));
    listener(noted("two"));
    finishNow();
    expect(read().events).toHaveLength(2);
    await first;
    await close();
    expect(read().events.map((event) => "message" in event && event.message)).toEqual(["one", "two"]);
  });
});

describe("going on after an interruption", () => {
  test("a torn tail is cut off and reported, and the new events follow", async () => {
    const records = journal(run, notes("one"), notes("x".repeat(5000)));
    state.put(run, Buffer.concat(records).subarray(0, -7));
    const { journal: continued, before } = await continueJournal(place());
    expect(before).toMatchObject({ tail: { kind: "torn" }, events: notes("one") });
    continued.listener(noted("three"));
    await continued.close();
    expect(read()).toMatchObject({ tail: { kind: "whole" }, headers: [{ run }, { run }] });
    expect(read().events).toEqual([...notes("one"), ...notes("three")]);
  });

  test("a damaged journal is refused and left as it is", async () => {
    const bytes = Buffer.concat(journal(run, notes("one"), notes("two"), notes("three")));
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    state.put(run, bytes);
    await expect(continueJournal(place())).rejects.toThrow(/damaged from record \d on, and whole records follow/);
    expect(readFileSync(path())).toEqual(bytes);
    expect(read().events.length).toBeGreaterThan(0);
  });

  test("one of a newer version is refused and left as it is", async () => {
    const { listener, close } = await beginJournal({
      ...place(),
      header: header(run, { format: 99, engine: "9.0.0" }),
    });
    listener(noted("one"));
    await close();
    const bytes = readFileSync(path());
    await expect(continueJournal(place())).rejects.toThrow("written by runbook 9.0.0 in format 99");
    expect(readFileSync(path())).toEqual(bytes);
  });

  test("a second writer is refused while the first writes", async () => {
    const first = await beginJournal(place());
    await expect(continueJournal(place())).rejects.toThrow(`the run ${run} is going on: process ${process.pid} of`);
    first.listener(noted("one"));
    await first.close();
    const { journal: second, before } = await continueJournal(place());
    expect(before.events).toEqual(notes("one"));
    await second.close();
  });

  test("a second run of the same id is refused, not mixed in", async () => {
    await (await beginJournal(place())).close();
    await expect(beginJournal(place())).rejects.toThrow(/cannot write the journal/);
  });
});

describe("whose it is", () => {
  test("journal, lock and folders are the user's alone, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      const fresh = join(state.path, "new/state");
      const { folder, close } = await beginJournal({ ...place(), state: fresh });
      for (const path of [fresh, join(fresh, "runs"), folder]) expect(statSync(path).mode & 0o777).toBe(0o700);
      for (const name of ["journal", "writer.1"]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      await close();
    } finally {
      process.umask(before);
    }
  });

  test("a state folder that is a link, or that others may write to, is refused", async () => {
    mkdirSync(join(state.path, "real"), { mode: 0o700 });
    symlinkSync("real", join(state.path, "link"));
    await expect(beginJournal({ ...place(), state: join(state.path, "link") })).rejects.toThrow(/not safe/);
    mkdirSync(join(state.path, "open"));
    chmodSync(join(state.path, "open"), 0o777);
    await expect(beginJournal({ ...place(), state: join(state.path, "open") })).rejects.toThrow(/not safe/);
  });

  describe("a journal that somebody else may have made is not read, nor gone on with", () => {
    const refused = async () => {
      expect(read).toThrow(/not safe to read a run from/);
      await expect(continueJournal(place())).rejects.toThrow(/not safe to read a run from/);
    };
    beforeEach(() => state.put(run, Buffer.concat(journal(run, notes("one")))));

    test("a symbolic link in its place", () => {
      renameSync(path(), join(state.path, "elsewhere"));
      symlinkSync(join(state.path, "elsewhere"), path());
      return refused();
    });

    test("a file or a folder that others may write to", async () => {
      chmodSync(path(), 0o620);
      await refused();
      chmodSync(path(), 0o600);
      chmodSync(folder(), 0o702);
      await refused();
    });

    test("a pipe, which nobody waits for", () => {
      renameSync(path(), join(state.path, "elsewhere"));
      execFileSync("mkfifo", ["-m", "600", path()]);
      return refused();
    });

    test.skipIf(me !== 0)("another owner's file or folder (needs root)", async () => {
      chownSync(path(), 65534, 65534);
      await refused();
      chownSync(path(), me, me);
      chownSync(folder(), 65534, 65534);
      await refused();
    });
  });

  test("one that cannot be read, or is not there, says so", async () => {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    expect(read).toThrow(/cannot read .*journal: ENOENT/);
    mkdirSync(path(), { mode: 0o700 });
    expect(read).toThrow(/not safe|cannot read/);
  });
});

describe.skipIf(me !== 0)("a full disk (needs root)", () => {
  beforeEach(() => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32k,mode=700", "tmpfs", state.path]);
  });
  afterEach(() => {
    execFileSync("umount", ["-l", state.path]);
  });

  test("who waits to act is told, so is everyone after, and what was durable stays readable", async () => {
    const { listener, durable, close } = await beginJournal(place());
    const written: Event[] = [];
    const fill = async () => {
      for (let number = 0; number < 100; number++) {
        const event = noted(`${number}${"x".repeat(1000)}`);
        listener(event);
        await durable();
        written.push(event);
      }
    };
    await expect(fill()).rejects.toThrow(/cannot write the journal in .*no space left/);
    expect(() => listener(noted("small"))).toThrow(/no space left/);
    await expect(durable()).rejects.toThrow(/no space left/);
    await expect(close()).rejects.toThrow(/no space left/);
    expect(written.length).toBeGreaterThan(3);
    expect(read()).toMatchObject({ tail: { kind: "whole" }, events: written });
  });

  test("once there is space again, the run can be gone on with", async () => {
    const first = await beginJournal(place());
    first.listener(noted("one"));
    await first.durable();
    first.listener(noted("x".repeat(100_000)));
    await expect(first.close()).rejects.toThrow(/no space left/);
    const { journal: second, before } = await continueJournal(place());
    expect(before.events).toEqual(notes("one"));
    second.listener(noted("two"));
    await second.close();
    expect(read().events).toEqual([...notes("one"), ...notes("two")]);
  });
});
