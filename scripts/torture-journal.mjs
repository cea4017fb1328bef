// Every single-bit flip and every truncation of a 64 kB journal, on the built program: node scripts/torture-journal.mjs
// A flip must be told of (torn in the last record, damaged before), and everything before it must be as it was written; of a
// shorter file all whole records must be recovered.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dist = process.env.RUNBOOK_DIST
  ? `${process.env.RUNBOOK_DIST}/`
  : fileURLToPath(new URL("../dist/", import.meta.url));
if (!existsSync(`${dist}journal/recover.js`)) {
  console.error("the program is not built: npm run build");
  process.exit(1);
}
const { recover } = await import(`${dist}journal/recover.js`);
const { recordLine, noDigest } = await import(`${dist}journal/record-line.js`);
const { headerPayload } = await import(`${dist}journal/header.js`);

const size = 65_536;
const { bytes, ends } = journalOf(size);
const whole = recover(bytes);
const texts = whole.events.map((event) => JSON.stringify(event));
const countAt = ends.map((end) => recover(bytes.subarray(0, end)).events.length);
const wrong = [];
const began = Date.now();

const found = { torn: 0, damaged: 0 };
for (let bit = 0; bit < bytes.length * 8; bit++) {
  bytes[bit >> 3] ^= 1 << (bit & 7);
  const { tail, end, events } = recover(bytes);
  bytes[bit >> 3] ^= 1 << (bit & 7);
  const hit = ends.findIndex((one) => one > bit >> 3);
  const before = hit === 0 ? 0 : countAt[hit - 1];
  const expected = hit === ends.length - 1 ? "torn" : "damaged";
  // The flip of the LF before the last record makes one line of two: nothing whole follows.
  const isJoined = hit === ends.length - 2 && bit >> 3 === ends[hit] - 1;
  const asExpected = tail.kind === expected || (isJoined && tail.kind === "torn");
  const sameBefore = events.slice(0, before).every((event, index) => JSON.stringify(event) === texts[index]);
  if (!asExpected || end.number !== hit || !sameBefore || events.length < before)
    wrong.push(`bit ${bit}: ${tail.kind}`);
  else found[tail.kind]++;
}
console.log(`${bytes.length * 8} flips: ${found.damaged} damaged, ${found.torn} torn, ${wrong.length} not detected`);

const flipsWrong = wrong.length;
for (let length = 0; length <= bytes.length; length++) {
  const { tail, end, events } = recover(bytes.subarray(0, length));
  const count = ends.filter((one) => one <= length).length;
  const isWhole = length === 0 || ends.includes(length);
  const fine =
    end.number === count && tail.kind === (isWhole ? "whole" : "torn") && events.length === (countAt[count - 1] ?? 0);
  if (!fine || !events.every((event, index) => JSON.stringify(event) === texts[index])) wrong.push(`length ${length}`);
}
console.log(`${bytes.length + 1} lengths: ${wrong.length - flipsWrong} not recovered as they should be`);
console.log(`${ends.length} records, ${texts.length} events, ${Math.round((Date.now() - began) / 1000)} s`);
for (const one of wrong.slice(0, 20)) console.log(one);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** A journal of exactly so many bytes, in records of one to nine events, and where each record ends. */
function journalOf(length) {
  const run = "20260301-102000-bcdf";
  const time = "2026-03-01T10:20:00.000Z";
  const lines = [];
  let previous = noDigest;
  let total = 0;
  const add = (payload) => {
    const line = recordLine(lines.length, previous, payload);
    lines.push(line.bytes);
    previous = line.digest;
    total += line.bytes.length;
  };
  const noted = (message) => ({ type: "noted", time, run, level: "info", message });
  add(headerPayload({ format: 1, engine: "0.1.0", run, time, screen: { diffs: false, verbose: false } }));
  while (total < length - 4000) {
    const number = lines.length;
    const messages = Array.from(
      { length: 1 + (number % 9) },
      (_, one) => `${number}.${one} ${"äx\n".repeat(number % 17)}`,
    );
    add(JSON.stringify(messages.map(noted)));
  }
  const rest = length - total - recordLine(lines.length, previous, JSON.stringify([noted("")])).bytes.length;
  add(JSON.stringify([noted("y".repeat(rest))]));
  return {
    bytes: Buffer.concat(lines),
    ends: lines.map((_, index) => Buffer.concat(lines.slice(0, index + 1)).length),
  };
}
