import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readRecord } from "../../../src/journal/read-record.ts";

const state = mkdtempSync(join(tmpdir(), "runbook-state-"));
afterAll(() => rmSync(state, { recursive: true }));

function record(id: string, began: number): void {
  const folder = join(state, "runs", id);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, "events.jsonl"), `${JSON.stringify({ type: "run.started", run: id })}\n`);
  utimesSync(folder, began, began);
}

test("of two runs of the same second, the last is the one that began last", () => {
  record("20261123-060237-zzzz", 30);
  record("20261123-060238-b000", 20);
  record("20261123-060238-a000", 21);
  expect(readRecord(state, "last")[0]).toMatchObject({ run: "20261123-060238-a000" });
});
