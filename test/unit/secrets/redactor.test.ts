import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../src/secrets/redactor.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";

function redactorOf(...secrets: readonly (readonly [string, string])[]) {
  const redactor = createRedactor();
  for (const [name, text] of secrets) redactor.add(new SecretText(name, text));
  return redactor;
}

describe("a known secret in text that leaves", () => {
  const secret = `p8e-3f&9A<"it's"> /+é`;
  const redactor = redactorOf(["client_secret", secret]);
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  test.each([
    ["as it is", secret],
    ["in JSON", JSON.stringify({ key: secret })],
    ["in JSON in ASCII", JSON.stringify({ key: secret }).replace("é", "\\u00e9")],
    ["in XML", `<a b="p8e-3f&amp;9A&lt;&quot;it's&quot;&gt; /+é"/>`],
    ["in XML with apostrophes", `<a b='p8e-3f&amp;9A&lt;"it&apos;s"> /+é'/>`],
    ["in a URL", `https://x.example.net/?s=${encodeURIComponent(secret)}&t=1`],
    ["in a form", new URLSearchParams({ s: secret }).toString()],
    ["in single quotes of a shell", `'p8e-3f&9A<"it'\\''s"> /+é'`],
    ["in double quotes of a shell", `"p8e-3f&9A<\\"it's\\"> /+é"`],
    ["in hex", Buffer.from(secret).toString("hex")],
    ["in upper-case hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["in base64", base64(secret)],
    ["in base64 after one byte", base64(`x${secret}yz`)],
    ["in base64 after two bytes", base64(`xy${secret}z`)],
    ["in base64 after three bytes", base64(`xyz${secret}`)],
    ["in base64url", Buffer.from(`u:${secret}`).toString("base64url")],
  ])("is masked %s", (_, text) => {
    const shown = redactor.redact(`before ${text} after`);
    expect(shown).toContain("(secret client_secret)");
    expect(shown).not.toMatch(/9A|3f|OUE|M2Y|3366|3346/);
    expect(shown.startsWith("before ")).toBe(true);
    expect(shown.endsWith(" after")).toBe(true);
  });

  test("other text stays as it is", () => {
    expect(redactor.redact("nothing of it here")).toBe("nothing of it here");
  });

  test("two secrets that overlap leave no rest of either", () => {
    expect(redactorOf(["one", "abcdef"], ["two", "defghi"]).redact("<abcdefghi>")).toBe("<(secret one)>");
  });

  test("of two secrets that begin alike the longer one is found", () => {
    expect(redactorOf(["short", "abcd"], ["long", "abcdefgh"]).redact("abcdefgh abcd")).toBe(
      "(secret long) (secret short)",
    );
  });

  test("a secret too short to look for gives a warning with a way out", () => {
    const found = createRedactor().add(new SecretText("pin", "123"));
    expect(found).toMatchObject({ code: "RB3106", severity: "warning", hint: "use a longer secret" });
    expect(JSON.stringify(found)).not.toContain("123");
  });

  test("an empty secret is nothing to hide", () => {
    const redactor = createRedactor();
    expect(redactor.add(new SecretText("none", ""))).toBeUndefined();
    expect(redactor.redact("text")).toBe("text");
  });
});

describe("a private key in text that leaves", () => {
  const { privateKey: pem } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const redactor = redactorOf(["private_key", pem]);
  const body = pem.split("\n").slice(1, -2);

  test.each([
    ["whole", pem],
    ["with CRLF", pem.replaceAll("\n", "\r\n")],
    ["without line ends", pem.replaceAll("\n", "")],
    ["its body in one line", body.join("")],
    ["base64 of it", Buffer.from(pem).toString("base64")],
    [
      "wrapped base64 of it",
      (
        Buffer.from(pem)
          .toString("base64")
          .match(/.{1,76}/g) ?? []
      ).join("\n"),
    ],
    ["as a JSON string", JSON.stringify(pem)],
    ["one line of it", body[7] ?? ""],
  ])("is masked: %s", (_, text) => {
    const shown = redactor.redact(`[${text}]`);
    for (const line of body) expect(shown).not.toContain(line.slice(0, 20));
    for (const piece of Buffer.from(pem).toString("base64").match(/.{76}/g) ?? []) expect(shown).not.toContain(piece);
    expect(shown).toContain("(secret private_key)");
  });

  test("the header of a PEM file alone is not a secret", () => {
    expect(redactor.redact("-----BEGIN PRIVATE KEY-----")).toBe("-----BEGIN PRIVATE KEY-----");
  });
});
