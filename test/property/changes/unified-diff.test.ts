import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffOfBytes, unifiedDiff } from "../../../src/changes/unified-diff.ts";

const line = fc.constantFrom("a", "b", "c", "", " x", "d\r", "<e f='1'/>", "-", "+", "@@ -1 +1 @@");
const file = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));

test("a diff applied to the text before gives the text after, byte for byte", () => {
  fc.assert(
    fc.property(file, file, (before, after) => {
      const diff = unifiedDiff(before, after);
      const patched =
        diff === undefined ? before : applyPatch(before, `--- a\n+++ b\n${diff}\n`, { autoConvertLineEndings: false });
      expect(patched).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test("any two byte strings have a diff exactly when they differ", () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(bytes, bytes, (before, after) => {
      expect(diffOfBytes(before, after) === undefined).toBe(Buffer.compare(before, after) === 0);
    }),
  );
});

test("the value of a sensitive name is in no diff", () => {
  const value = fc.stringMatching(/^[A-Za-z0-9@=+/]{12,40}$/);
  const form = fc.constantFrom(
    (secret: string) => `<a password="${secret}" b="1"/>`,
    (secret: string) => `  clientSecret: ${secret}`,
    (secret: string) => `{"api_key": "${secret}"}`,
    (secret: string) => `<token>${secret}</token>`,
  );
  fc.assert(
    fc.property(value, value, form, file, (one, other, written, rest) => {
      const diff = unifiedDiff(`${rest}\n${written(one)}\n`, `${written(other)}\n${rest}`) ?? "";
      expect(diff).not.toContain(one);
      expect(diff).not.toContain(other);
    }),
  );
});
