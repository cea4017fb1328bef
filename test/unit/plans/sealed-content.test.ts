import fc from "fast-check";
import { expect, test } from "vitest";
import { openContent, sealContent } from "../../../src/plans/sealed-content.ts";

const key = new Uint8Array(32).fill(1);

test("what is sealed can be opened under its key and digest, and under no other", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (content, digest) => {
      const text = sealContent(key, digest, content);
      expect(openContent(key, digest, text)).toEqual(content);
      expect(openContent(new Uint8Array(32), digest, text)).toBeUndefined();
      expect(openContent(key, `${digest}.`, text)).toBeUndefined();
      expect(sealContent(key, digest, content)).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("no bit of it can be changed", () => {
  const bytes = Buffer.from(sealContent(key, "d", Buffer.from("workers = 4\n")), "base64");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const other = Buffer.from(bytes);
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(openContent(key, "d", other.toString("base64"))).toBeUndefined();
  }
});
