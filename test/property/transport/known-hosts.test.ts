import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lookUpHost, parseKnownHosts } from "../../../src/transport/known-hosts.ts";

const keys = [
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINwXDSa7UlI/vDGAjcX4fqPhOELkxUQA5POvLClmvzRh",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOCSRA1wgqYCDtRF0NXRDeUQa5LQbBTLsEZqKpedA0lM",
];
const asked = ["a", "ab", "web1", "web1.example.net", "10.0.0.1", "[web1]:2222", "[10.0.0.1]:22022"] as const;

const pattern = fc.oneof(
  fc.constantFrom(...asked),
  fc.constantFrom(
    "*",
    "?",
    "web*",
    "*.example.net",
    "10.0.0.?",
    "[web1]:*",
    "[*]:2222",
    "[web?]:22?2",
    "WEB1",
    "*b",
    "a*",
  ),
  fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "1"), minLength: 1, maxLength: 5 }),
);
const names = fc
  .array(
    fc.tuple(fc.constantFrom("", "", "", "!"), pattern).map(([not, text]) => not + text),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.join(","));
const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom("", "", "@revoked ", "@cert-authority "), names, fc.constantFrom(...keys))
      .map((parts) => `${parts[0]}${parts[1]} ${parts[2]}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "# a comment",
      "  # another",
      "garbage",
      "zzz ssh-ed25519 x",
      "@other zzz ssh-ed25519 y",
    ),
  },
);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-known-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const canRunKeygen = spawnSync("ssh-keygen", ["-F", "x", "-f", "/dev/null"]).error === undefined;

test.skipIf(!canRunKeygen)("finds the lines that ssh-keygen -F finds (needs ssh-keygen)", { timeout: 60_000 }, () => {
  const check = (lines: readonly string[], hashed: boolean, host: string) => {
    const file = join(folder, "known_hosts");
    writeFileSync(file, `${lines.join("\n")}\n`);
    if (hashed) spawnSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    const found = lookUpHost(parseKnownHosts(readFileSync(file, "utf8"), file).lines, host);
    const ours = [...found.known, ...found.revoked, ...found.authorities].map((one) => one.line);
    expect(ours.sort((a, b) => a - b)).toEqual(linesOfKeygen(file, host));
  };
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.constantFrom(...asked), check),
    {
      numRuns: 200,
    },
  );
});

function linesOfKeygen(file: string, host: string): number[] {
  try {
    const output = execFileSync("ssh-keygen", ["-F", host, "-f", file], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return [...output.matchAll(/^# Host .* found: line (\d+)/gm)].map((match) => Number(match[1]));
  } catch {
    return [];
  }
}
