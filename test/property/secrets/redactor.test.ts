import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor } from "../../../src/secrets/redactor.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";

const secret = fc.string({ unit: fc.constantFrom(..."ABxy01&<>\"'\\/+=%~ $`éß😀\n"), minLength: 12, maxLength: 40 });
const surroundings = fc.string({ unit: fc.constantFrom(..."abc .:-_{}[]"), maxLength: 12 });

const writings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => encodeURIComponent(text),
  (text) => new URLSearchParams({ s: text }).toString().slice(2),
  (text) => `'${text.replaceAll("'", "'\\''")}'`,
  (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (text) => Buffer.from(text).toString("hex"),
  (text) => Buffer.from(text).toString("base64"),
  (text) => text.replaceAll("\n", "\r\n"),
];

test("no writing of a secret survives, wherever it stands", () => {
  fc.assert(
    fc.property(secret, surroundings, surroundings, fc.constantFrom(...writings), (text, before, after, write) => {
      const redactor = createRedactor();
      redactor.add(new SecretText("s", text));
      const written = write(text);
      expect(redactor.redact(before + written + after)).not.toContain(written);
    }),
    { numRuns: 300 },
  );
});

test("base64 of a text around a secret hides all characters that the secret alone decides", () => {
  const plain = fc.stringMatching(/^[a-z]{0,9}$/);
  fc.assert(
    fc.property(secret, plain, plain, fc.constantFrom("base64", "base64url"), (text, before, after, encoding) => {
      const redactor = createRedactor();
      redactor.add(new SecretText("s", text));
      const encoded = Buffer.from(before + text + after).toString(encoding === "base64" ? "base64" : "base64url");
      const shown = redactor.redact(encoded);
      expect(shown).toContain("(secret s)");
      expect(shown.length - "(secret s)".length).toBeLessThanOrEqual(
        Math.ceil(((before.length + after.length) * 4) / 3) + 8,
      );
    }),
    { numRuns: 200 },
  );
});

test("text without the secret stays as it is", () => {
  fc.assert(
    fc.property(surroundings, (text) => {
      const redactor = createRedactor();
      redactor.add(new SecretText("s", "0123456789"));
      expect(redactor.redact(text)).toBe(text);
    }),
  );
});
