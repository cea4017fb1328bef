import { spawnSync } from "node:child_process";
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

/** Files compared; RUNBOOK_DIFFERENTIAL_RUNS=10000 for a campaign by hand. */
const count = Number(process.env.RUNBOOK_DIFFERENTIAL_RUNS ?? 500);

test.skipIf(!canRunKeygen)(
  `finds in ${count} files what ssh-keygen -F finds (needs ssh-keygen)`,
  { timeout: 600_000 },
  () => {
    const sample = fc.tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.boolean(), fc.constantFrom(...asked));
    const seed = Number(process.env.RUNBOOK_DIFFERENTIAL_SEED ?? 1);
    const cases = fc.sample(sample, { numRuns: count, seed }).map(([lines, hashed, host], index) => {
      const file = join(folder, String(index));
      writeFileSync(file, `${lines.join("\n")}\n`);
      return { file, hashed, host, lines };
    });
    const theirs = linesOfKeygen(cases);
    cases.forEach(({ file, host, lines }, index) => {
      const found = lookUpHost(parseKnownHosts(readFileSync(file, "utf8"), file).lines, host);
      const ours = [...found.known, ...found.revoked, ...found.authorities].map((one) => one.line);
      expect(
        ours.sort((a, b) => a - b),
        `${host} in\n${lines.join("\n")}`,
      ).toEqual(theirs[index]);
    });
  },
);

/** What ssh-keygen finds in all files, after it has hashed some; a hundred of them in one shell. */
function linesOfKeygen(
  cases: readonly { file: string; hashed: boolean; host: string }[],
): readonly (readonly number[])[] {
  const found: number[][] = [];
  for (let start = 0; start < cases.length; start += 100) {
    const script = cases.slice(start, start + 100).map(({ file, hashed, host }) => {
      const hash = hashed ? `ssh-keygen -q -H -f ${file} >/dev/null 2>&1; ` : "";
      return `${hash}ssh-keygen -F '${host}' -f ${file} 2>/dev/null; echo =`;
    });
    const { stdout } = spawnSync("/bin/sh", ["-c", script.join("\n")], { encoding: "utf8", maxBuffer: 64 << 20 });
    const parts = stdout.split(/^=\n/m).slice(0, -1);
    const numbers = (text: string) =>
      [...text.matchAll(/^# Host .* found: line (\d+)/gm)].map((match) => Number(match[1]));
    found.push(...parts.map(numbers));
  }
  return found;
}
