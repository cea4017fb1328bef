import { describe, expect, test } from "vitest";
import { maskSensitive } from "../../../src/changes/mask-sensitive.ts";
import { unifiedDiff } from "../../../src/changes/unified-diff.ts";

function masked(text: string): string {
  return maskSensitive("", text).after;
}

describe("values of names that sound secret", () => {
  test.each([
    [`<ims authIMSTASecret="abc" authIMSTAClientId="id"/>`, `<ims authIMSTASecret="(secret)" authIMSTAClientId="id"/>`],
    [`<ims authIMSTAPrivateKey='@x1=='/>`, `<ims authIMSTAPrivateKey='(secret)'/>`],
    [`<a password = "p&quot;q" b="c"/>`, `<a password = "(secret)" b="c"/>`],
    [`<db><password>hunter2</password></db>`, `<db><password>(secret)</password></db>`],
    [`<password type="plain">hunter2</password>`, `<password type="plain">(secret)</password>`],
    [`db.password=hunter2 and more\nuser=joe`, `db.password=(secret)\nuser=joe`],
    [`client_secret: hunter2\nclient_id: x`, `client_secret: (secret)\nclient_id: x`],
    [`client_secret: 'it''s'\nclient_id: x`, `client_secret: '(secret)'\nclient_id: x`],
    [`{"accessToken": "a\\"b", "user": "joe"}`, `{"accessToken": "(secret)", "user": "joe"}`],
    [`password = "unbalanced`, `password = (secret)`],
    [`key:\n  private_key: |\n    AAAA\n\n    BBBB\n  other: 1\n`, `key:\n  private_key: |(secret)\n  other: 1\n`],
  ])("are masked: %s", (text, shown) => {
    expect(masked(text)).toBe(shown);
  });

  test.each([
    `<a authType="secret"/>`,
    `<ims tokenEndpoint="https://ims.example.net/token"/>`,
    `private_key_file: /home/neolane/key.pem`,
    `password=""\nuser=joe`,
    `passwords:\n  - user: joe\n`,
    `The secret is safe.`,
  ])("are all that is masked: %s", (text) => {
    expect(masked(text)).toBe(text);
  });

  test("PEM private keys are masked where nothing names them, certificates are not", () => {
    const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    expect(masked(certificate + key)).toBe(
      `${certificate}-----BEGIN RSA PRIVATE KEY-----(secret)-----END RSA PRIVATE KEY-----\n`,
    );
    expect(masked("-----BEGIN PRIVATE KEY-----\ncut off")).toBe("-----BEGIN PRIVATE KEY-----(secret)");
  });
});

describe("a diff of a file that holds secrets", () => {
  test("says that a secret changed, and neither value", () => {
    expect(unifiedDiff(`<a password="one"/>\n`, `<a password="two"/>\n`)).toBe(
      `@@ -1 +1 @@\n-<a password="(secret)"/>\n+<a password="(secret, changed)"/>`,
    );
  });

  test("does not call an unchanged secret changed, wherever lines move", () => {
    const before = `<a password="one"/>\n<b password="two"/>\n`;
    expect(unifiedDiff(before, `<n password="new"/>\n${before}`)).toBe(
      `@@ -1,2 +1,3 @@\n+<n password="(secret, changed)"/>\n <a password="(secret)"/>\n <b password="(secret)"/>`,
    );
  });

  test("shows a change beside a secret", () => {
    expect(unifiedDiff(`<a x="1" password="one"/>\n`, `<a x="2" password="one"/>\n`)).toBe(
      `@@ -1 +1 @@\n-<a x="1" password="(secret)"/>\n+<a x="2" password="(secret)"/>`,
    );
  });

  test("shows that a secret is set for the first time", () => {
    expect(unifiedDiff(`<a password=""/>\n`, `<a password="one"/>\n`)).toContain(`+<a password="(secret)"/>`);
  });

  test("shows swapped secrets", () => {
    expect(unifiedDiff(`password=one\npassword=two\n`, `password=two\npassword=one\n`)).toContain(
      "+password=(secret, changed)",
    );
  });

  test("tells that only secrets differ where masks hide it", () => {
    const key = (body: string) => `-----BEGIN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----\n`;
    expect(unifiedDiff(key("AAAA\n"), key("BBBB\n"))).toContain("(secret, changed)");
    expect(unifiedDiff("(secret)\npassword=a\n", "(secret)\npassword=(secret)\n")).not.toBeUndefined();
  });
});
