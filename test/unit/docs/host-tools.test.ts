import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostTools } from "../../../src/changes/host-library.ts";

test("the guide names every tool that a host needs", () => {
  const page = readFileSync(new URL("../../../docs/guide/on-the-host.md", import.meta.url), "utf8");
  expect(page.replaceAll(/\s+/g, " ")).toContain(`\`${hostTools.join(" ")}\``);
});
