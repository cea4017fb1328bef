import fc from "fast-check";
import { expect, test } from "vitest";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Located } from "../../../src/source/located.ts";

function walk(located: Located): void {
  if (located.kind === "scalar") located.spanWithin(0, located.source.length);
  else if (located.kind === "list") located.items.forEach(walk);
  else for (const entry of located.entries) walk(entry.value);
}

/** Reads it; fails for anything but problems that have a place inside the text. */
function survives(name: string, text: string): void {
  try {
    const { hosts } = readInventory([{ name, text }]);
    for (const host of hosts.values()) {
      expect(host.name).toMatch(/^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$/);
      expect(host.groups[0]).toBe("all");
      for (const { value } of host.variables.values()) walk(value);
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    for (const { at } of error.problems) expect(at === undefined || at.end <= text.length + 1).toBe(true);
  }
}

const iniPieces = [
  "[",
  "]",
  ":children",
  ":vars",
  "a",
  "b1",
  "web[1:3]",
  "=",
  "x=1",
  "'",
  '"',
  "\\",
  "#",
  ";",
  " ",
  "\n",
  "\n[g]\n",
];
const literals = [
  "{",
  "}",
  "(",
  ")",
  ",",
  "'k':",
  "0x",
  "1e",
  "-",
  "True",
  "None",
  "__proto__=1",
  "ansible_group_priority=2",
];
const yamlPieces = [
  "all:",
  "hosts:",
  "children:",
  "vars:",
  "g:",
  "h[1:2]:",
  "\n",
  "\n  ",
  "\n    ",
  " {",
  "}",
  " x",
  ": 1",
  "- ",
];

test("no INI text makes it throw anything but problems", () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const piece = fc.oneof(fc.constantFrom(...iniPieces, ...literals), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => survives("h.ini", parts.join(""))),
    { numRuns: 2000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

test("no YAML text makes it throw anything but problems", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...yamlPieces), { maxLength: 25 }), (parts) =>
      survives("h.yaml", parts.join("")),
    ),
    { numRuns: 1000 },
  );
});
