import { describe, expect, test } from "vitest";
import { credentialsParameter } from "../../../src/campaign/credential-parameters.ts";
import build from "../../../src/campaign/modules/campaign-build.ts";
import credentialsModule from "../../../src/campaign/modules/campaign-credentials.ts";
import { valueMap } from "../../../src/expression/value.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { givenCredentials, practiceKey } from "../../support/campaign-credentials.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { selfSigned } from "../../support/self-signed.ts";
import { testProject } from "../../support/test-project.ts";

const host = fakeHost();
const now = Date.parse("2026-06-01T00:00:00Z");
const certificate = selfSigned(practiceKey, now - 1000, now + 10 * 86_400_000);
const project = testProject({ "private.key": practiceKey.pem, "public.crt": certificate }, now);

describe("campaign_build", () => {
  const check = (number: number, sha = "", accept_unknown = false) =>
    build.decide({ build: number, sha, release: "", accept_unknown }, host, project);

  test("says why a build is supported", async () => {
    expect((await check(9187)).message).toBe("build 9187: it is 20.2.4 (build 9187) or later in the 20.2 line");
    expect((await check(9032, "D3B452F")).message).toBe("build 9032@D3B452F: 9032@d3b452f is Gold Standard 11");
  });

  test("refuses one that is not, and says what is", async () => {
    await expect(check(9082)).rejects.toMatchObject({
      problems: [
        {
          code: "RB6001",
          message: expect.stringContaining("never got"),
          hint: expect.stringContaining("9032@d3b452f"),
        },
      ],
    });
  });

  test("refuses one of which nothing is known, unless told to go on", async () => {
    await expect(check(9220)).rejects.toMatchObject({
      problems: [{ hint: expect.stringContaining("accept_unknown") }],
    });
    expect((await check(9220, "", true)).message).toContain("pre-releases");
    await expect(check(9082, "", true)).rejects.toThrow();
  });
});

describe("campaign_credentials", () => {
  const check = (given: Parameters<typeof givenCredentials>[0] = {}, accept_retired_jwt = false) =>
    credentialsModule.decide({ credentials: givenCredentials(given), accept_retired_jwt }, host, project);

  test("OAuth needs no key", async () => expect((await check()).message).toBe("OAuth credential"));

  test("JWT is refused with the dates of its retirement", async () => {
    await expect(check({ mode: "jwt", private_key_file: "private.key" })).rejects.toMatchObject({
      problems: [{ code: "RB6006", message: expect.stringMatching(/June 3, 2024.*June 30, 2025.*March 1, 2026/) }],
    });
  });

  test("JWT on purpose: the key and the certificate are checked, the dates are said all the same", async () => {
    const given = { mode: "jwt", private_key_file: "private.key", certificate_file: "public.crt" } as const;
    const { message, result } = await check(given, true);
    expect(message).toMatch(/retired.*; the certificate "public.crt" expires on 2026-06-11, in 10 days/);
    expect(result?.certificate_expires).toBe("2026-06-11");
  });

  test("a key may be given itself, as a secret", async () => {
    expect((await check({ mode: "jwt", private_key: new SecretText("key", practiceKey.pem) }, true)).changes).toEqual(
      [],
    );
    const wrong = check({ mode: "jwt", private_key: new SecretText("key", `${practiceKey.pem}\r\n`) }, true);
    await expect(wrong).rejects.toThrow(/Windows line ends/);
  });

  test("a key file that is not there is named", async () => {
    await expect(check({ mode: "jwt", private_key_file: "lost.key" }, true)).rejects.toThrow(/lost.key/);
  });
});

describe("the parameter credentials", () => {
  const { private_key: _key, private_key_file: _file, certificate_file: _certificate, ...needed } = givenCredentials();
  const parse = (more: Readonly<Record<string, string | null>> = {}) =>
    credentialsParameter.parse(valueMap(Object.entries({ ...needed, ...more })), {
      name: "credentials",
      at: undefined,
    });

  test("empty text and nothing stand for what is not given", () => {
    expect(parse({ private_key_file: "", certificate_file: null })).toEqual(givenCredentials());
  });

  test("a missing key, an unknown one and a wrong mode are told by name", () => {
    expect(() => parse({ client_id: null })).toThrow(/"credentials.client_id" is missing/);
    expect(() => parse({ clientid: "x" })).toThrow(/"credentials" has no key "clientid"/);
    expect(() => parse({ mode: "JWT" })).toThrow(/"credentials.mode" must be one of jwt, oauth/);
  });
});
