import { describe, expect, test } from "vitest";
import { namesMatch } from "../../../src/transport/host-patterns.ts";
import { lookUpHost, parseKnownHosts } from "../../../src/transport/known-hosts.ts";

const ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAINwXDSa7UlI/vDGAjcX4fqPhOELkxUQA5POvLClmvzRh";

describe("known_hosts", () => {
  test("reads markers and counts the lines that cannot be understood", () => {
    const text = [
      "# comment",
      "",
      `web1 ssh-ed25519 ${ed25519} ann@laptop`,
      `@revoked *.example.net ssh-ed25519 ${ed25519}`,
      `\t@cert-authority * ssh-ed25519 ${ed25519}\r`,
      "web1 ssh-ed25519",
      `web1 ssh-rsa ${ed25519}`,
      `@unknown web1 ssh-ed25519 ${ed25519}`,
      "web1 1024 35 1234567890",
      "|1|broken",
    ].join("\n");
    const { lines, bad } = parseKnownHosts(text, "/known_hosts");
    expect(lines.map(({ marker, line, type }) => [marker, line, type])).toEqual([
      ["none", 3, "ssh-ed25519"],
      ["revoked", 4, "ssh-ed25519"],
      ["cert-authority", 5, "ssh-ed25519"],
    ]);
    expect(bad).toEqual([6, 7, 8, 9, 10]);
    const found = lookUpHost(lines, "web1");
    expect([found.known.length, found.revoked.length, found.authorities.length]).toEqual([1, 0, 1]);
  });

  test.each([
    ["web1", "web1", true],
    ["WEB1", "web1", true],
    ["web1", "web10", false],
    ["web?", "web1", true],
    ["web?", "web", false],
    ["*.example.net,!db.example.net", "web.example.net", true],
    ["*.example.net,!db.example.net", "db.example.net", false],
    ["!db.example.net", "web.example.net", false],
    ["[web1]:2222", "[web1]:2222", true],
    ["[web*]:*", "[web1]:2222", true],
    ["web1", "[web1]:2222", false],
    ["*a*b*c", "xxaxxbxxbxxc", true],
    ["", "", true],
    [`${"*a".repeat(30)}*b`, "a".repeat(5_000), false],
  ])("%s names %s: %s", (patterns, name, matched) => {
    expect(namesMatch(patterns, name)).toBe(matched);
  });
});
