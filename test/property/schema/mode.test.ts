import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mode } from "../../../src/schema/kinds.ts";
import { permissionBits } from "../../../src/schema/permission-bits.ts";

let folder = "";
let file = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-mode-"));
  file = join(folder, "file");
  writeFileSync(file, "");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The bits that chmod(1) leaves when the file had `from`. */
function chmod(text: string, from: number): number {
  chmodSync(file, from);
  execFileSync("chmod", [text, file]);
  return statSync(file).mode & 0o7777;
}

const octal = fc.integer({ min: 0, max: 0o7777 }).map((bits) => bits.toString(8).padStart(4, "0"));
const clause = fc
  .tuple(fc.subarray(["u", "g", "o", "a"], { minLength: 1 }), fc.subarray(["r", "w", "x"]))
  .map(([who, what]) => `${who.join("")}=${what.join("")}`);
const symbolic = fc.array(clause, { minLength: 1, maxLength: 4 }).map((clauses) => clauses.join(","));
const from = fc.integer({ min: 0, max: 0o777 });

test("an octal mode gives the bits that chmod gives", () => {
  fc.assert(
    fc.property(octal, from, (text, before) => {
      expect(mode("Doc.").parse(text, { name: "mode", at: undefined })).toBe(chmod(text, before));
    }),
    { numRuns: 200 },
  );
});

test("a symbolic mode gives the bits that chmod gives, or is refused because they would depend on the present ones", () => {
  fc.assert(
    fc.property(symbolic, from, (text, before) => {
      const bits = permissionBits(text);
      if (bits !== undefined) expect(bits).toBe(chmod(text, before));
      else expect(chmod(text, 0)).not.toBe(chmod(text, 0o777));
    }),
    { numRuns: 200 },
  );
});

test("what chmod would not take is not a mode", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), (text) => {
      const bits = permissionBits(text);
      if (bits !== undefined) expect(() => chmod(text, 0)).not.toThrow();
    }),
    { numRuns: 100 },
  );
});
