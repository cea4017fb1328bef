import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { valueMap } from "../../../src/expression/value.ts";
import type { Module } from "../../../src/modules/contract/define-module.ts";
import { settle } from "../../support/decide-with.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { blocksOf } from "../../support/markdown.ts";

const guide = readFileSync(new URL("../../../docs/guide/adding-a-module.md", import.meta.url), "utf8");
const file = fileURLToPath(new URL("./announcement.generated.ts", import.meta.url));
afterAll(() => rmSync(file, { force: true }));

test("the module of the guide does what its example says", async () => {
  const [block] = blocksOf(guide).filter(({ language }) => language === "ts");
  const source = (block?.text ?? "")
    .replaceAll('from "./', 'from "../modules/')
    .replaceAll('from "../', 'from "../../../src/');
  writeFileSync(file, source);
  const { default: module }: { default: Module } = await import(file);
  const example = module.examples[0];
  const host = fakeHost({ files: { "/etc/motd": "Hello\n" } });
  const given = Object.fromEntries(
    Object.entries(
      valueMap([
        ["path", "/etc/motd"],
        ["when", "Friday"],
      ]),
    ),
  );
  expect(await settle(module, given, host)).toEqual(example?.then);
});
