import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const top = new URL("../../../", import.meta.url);
const glossary = readFileSync(new URL("src/events/event.ts", top), "utf8");
const page = readFileSync(new URL("docs/guide/plan-and-apply.md", top), "utf8");

const types = [...glossary.matchAll(/readonly type: "([a-z.]+)"/g)].map(([, type = ""]) => type);
const fields = [...glossary.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = ""]) => field);

test("the glossary is found", () => expect(types.length).toBeGreaterThan(5));

test.each([...new Set([...types, ...fields])])("the guide to JSON output says `%s`", (name) => {
  expect(page).toContain(`\`${name}\``);
});
