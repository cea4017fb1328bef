import type { Project } from "../../src/modules/contract/define-module.ts";
import { problem } from "../../src/problems/problem.ts";

/** Files beside an imagined runbook, a steady clock, and bytes that count up instead of random ones. */
export function testProject(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  now = Date.parse("2026-06-01T00:00:00Z"),
): Project {
  let next = 1;
  return {
    readFile: async (name) => {
      const content = Object.hasOwn(files, name) ? files[name] : undefined;
      if (content === undefined) throw problem("RB2107", `there is no file "${name}"`);
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
    renderTemplate: async (name) => {
      throw problem("RB2107", `there is no template "${name}"`);
    },
    random: (bytes) => Uint8Array.from({ length: bytes }, () => next++ % 256),
    now: () => now,
  };
}
