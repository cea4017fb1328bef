import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPatiently, PatientWriter } from "../../../src/cli/patient-writer.ts";

let folder: string;
let reader: number;
let fate: string[];
let writer: PatientWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-writer-"));
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  fate = [];
  const descriptor = openPatiently(openSync(path, constants.O_WRONLY)) ?? -1;
  writer = new PatientWriter(descriptor, {
    failed: (error) => void fate.push(error.message),
    dropping: () => void fate.push("dropping"),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What has come so far. */
function read(): Buffer {
  const bytes = Buffer.alloc(1024 * 1024);
  try {
    return bytes.subarray(0, readSync(reader, bytes));
  } catch {
    return Buffer.alloc(0);
  }
}

/** All of it, as it comes. */
async function readAll(length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  const come = () => {
    parts.push(read());
    return parts.reduce((sum, part) => sum + part.length, 0);
  };
  await expect.poll(come, { interval: 1, timeout: 20_000 }).toBe(length);
  return Buffer.concat(parts);
}

test("what is not read waits, in its order", async () => {
  const texts = Array.from({ length: 300 }, (_, index) => `${index} ${"é".repeat(500)}\n`);
  for (const text of texts) writer.write(text);
  const whole = Buffer.from(texts.join(""));
  expect((await readAll(whole.length)).equals(whole)).toBe(true);
  expect(fate).toEqual([]);
});

test("when too much waits, whole texts are left out, and that is told once", async () => {
  const megabyte = "x".repeat(1024 * 1024);
  for (let count = 0; count < 40; count++) writer.write(megabyte);
  expect(fate).toEqual(["dropping"]);
  expect((await readAll(16 * megabyte.length)).every((byte) => byte === 120)).toBe(true);
  writer.write("after");
  expect(read().toString()).toBe("after");
});

test("a reader that is gone is told once, and nothing is tried any more", () => {
  closeSync(reader);
  writer.write("one");
  writer.write("two");
  expect(fate).toEqual(["EPIPE: broken pipe, write"]);
});

test("a file is written as ever, behind what is in it", () => {
  expect(openPatiently(openSync(join(folder, "file"), "w"))).toBeUndefined();
});
