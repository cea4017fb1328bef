import { afterEach, beforeEach, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { beginJournal } from "../../../src/journal/begin-journal.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { tellWhenDurable } from "../../../src/journal/tell-when-durable.ts";
import { header, me, notes, type StateFolder, stateFolder } from "../../support/journals.ts";

const run = "20260102-030405-bcdf";
let state: StateFolder;
beforeEach(() => {
  state = stateFolder();
});
afterEach(() => state.remove());

const many = notes(...Array.from({ length: 200 }, (_, number) => `note ${number}`));

test("whatever a screen shows is in the journal at that moment, and in the same order", async () => {
  const journal = await beginJournal({ state: state.path, userId: me, header: header(run) });
  const shown: Event[] = [];
  const onDisk = () => openJournal(journal.folder, me).events.length;
  const { listener, settled } = tellWhenDurable(journal.durable, [
    (event) => {
      shown.push(event);
      expect(onDisk()).toBeGreaterThanOrEqual(shown.length);
    },
  ]);
  for (const [index, event] of many.entries()) {
    journal.listener(event);
    listener(event);
    if (index % 20 === 0) await journal.durable();
  }
  await settled();
  expect(shown).toEqual(many);
  await journal.close();
});

test("what cannot be written down is not shown", async () => {
  const shown: Event[] = [];
  const full = new Error("no space left");
  const { listener, settled } = tellWhenDurable(() => Promise.reject(full), [(event) => shown.push(event)]);
  for (const event of many.slice(0, 3)) listener(event);
  await expect(settled()).rejects.toBe(full);
  expect(shown).toEqual([]);
});

test("who waits for what was told so far does not wait for what others tell meanwhile", async () => {
  const shown: Event[] = [];
  const writes: (() => void)[] = [];
  const durable = () => new Promise<void>((resolve) => writes.push(resolve));
  const { listener, settled } = tellWhenDurable(durable, [(event) => shown.push(event)]);
  const [first, second, third] = many;
  listener(first ?? expect.fail());
  await expect.poll(() => writes.length).toBe(1);
  listener(second ?? expect.fail());
  const asked = settled();
  for (const write of writes.splice(0)) write();
  await expect.poll(() => writes.length).toBe(1);
  expect(shown).toEqual([first]);
  listener(third ?? expect.fail());
  for (const write of writes.splice(0)) write();
  await asked;
  expect(shown).toEqual([first, second]);
});

test("once it could not be written down, nothing more is shown, however often one waits", async () => {
  const shown: Event[] = [];
  const full = new Error("no space left");
  let tries = 0;
  const durable = () => (tries++ === 0 ? Promise.reject(full) : Promise.resolve());
  const { listener, settled } = tellWhenDurable(durable, [(event) => shown.push(event)]);
  for (const event of many.slice(0, 3)) {
    listener(event);
    await expect(settled()).rejects.toBe(full);
  }
  expect(shown).toEqual([]);
});

test("what a listener throws reaches who tells, and the others hear everything", async () => {
  const shown: Event[] = [];
  const broken = new Error("the pipe is gone");
  const breaks = () => {
    throw broken;
  };
  const { listener, settled } = tellWhenDurable(() => Promise.resolve(), [breaks, (event) => shown.push(event)]);
  for (const event of many.slice(0, 2)) listener(event);
  await expect(settled()).rejects.toBe(broken);
  expect(shown).toEqual(many.slice(0, 2));
  expect(() => listener(many[2] ?? expect.fail())).toThrow(broken);
});
