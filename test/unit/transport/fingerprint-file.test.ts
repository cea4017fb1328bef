import { describe, expect, test } from "vitest";
import { parseFingerprints } from "../../../src/transport/fingerprint-file.ts";
import { parseJumps } from "../../../src/transport/jump-hosts.ts";
import { sshSeconds } from "../../../src/transport/ssh-time.ts";
import { problemOf } from "../../fault/transport/caught.ts";

const one = `SHA256:${"a".repeat(43)}`;
const two = `SHA256:${"b".repeat(43)}`;

describe("what people write", () => {
  test("lists of fingerprints, in both forms", () => {
    const list = parseFingerprints(
      `# list\nWeb1 ${one}\n${two}= web1\n\n256 ${one} web2,[10.0.0.2]:22 (ED25519)\n`,
      "list",
    );
    expect([...list].map(([name, prints]) => [name, [...prints]])).toEqual([
      ["web1", [one, two]],
      ["web2", [one]],
      ["[10.0.0.2]:22", [one]],
    ]);
  });

  test.each(["web1", one, "web1 MD5:00:11", "web1 SHA256:short"])("a line that is no fingerprint: %j", async (line) => {
    const problem = await problemOf(Promise.resolve().then(() => parseFingerprints(`\n${line}\n`, "list")));
    expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining("list:2") });
  });

  test.each([
    ["gate", [{ host: "gate" }]],
    [
      "ann@gate:2200, [fe80::1]:23",
      [
        { host: "gate", user: "ann", port: 2200 },
        { host: "fe80::1", port: 23 },
      ],
    ],
    ["ssh://bob@inner:22/", [{ host: "inner", user: "bob", port: 22 }]],
  ])("the way %s", (text, jumps) => {
    expect(parseJumps(text, "web1")).toEqual(jumps);
  });

  test.each(["", "a,,b", "gate:0", "gate:65536", "fe80::1", "@gate"])("no way: %j", async (text) => {
    expect((await problemOf(Promise.resolve().then(() => parseJumps(text, "web1")))).code).toBe("RB4012");
  });

  test.each([
    ["90", 90],
    ["1m30s", 90],
    ["2H", 7_200],
    ["1w1d", 691_200],
    ["soon", undefined],
    ["", undefined],
    ["-1", undefined],
  ])("the time %j", (text, seconds) => {
    expect(sshSeconds(text)).toBe(seconds);
  });
});
