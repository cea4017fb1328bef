import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import type { Example } from "../../../src/modules/contract/define-module.ts";
import { allModules, loadModule } from "../../../src/modules/contract/registry.ts";
import { laidFiles, layOnDisk, promised, relocated, seenAfter } from "../../support/example-files.ts";
import { decideExample } from "../../support/example-task.ts";
import { fakeHost } from "../../support/fake-host.ts";
import { folderHost } from "../../support/folder-host.ts";
import type { TestHost } from "../../support/test-host.ts";

const modules = await Promise.all(allModules().map(({ name }) => loadModule(name)));
const examples = modules.flatMap((module) => module.examples.map((one) => [module.name, one.title, one] as const));

describe("an example does what it promises, once", () => {
  test.each(examples.filter(([, , one]) => !runsCommand(one)))("%s in memory: %s", async (_, __, example) => {
    await keepsItsPromise(example, fakeHost({ files: laidFiles(example.given) }));
  });

  test.each(examples)("%s in a folder: %s", async (_, __, example) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "runbook-example-")));
    try {
      const moved = relocated(example, folder);
      await layOnDisk(moved.given);
      await keepsItsPromise(moved, folderHost(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function keepsItsPromise(example: Example, host: TestHost): Promise<void> {
  await host.apply(await changesOf(example, host));
  expect(await seenAfter(example, host)).toEqual(promised(example));
  expect(await changesOf(example, host)).toEqual([]);
}

async function changesOf(example: Example, host: TestHost): Promise<readonly Change[]> {
  const decided = await decideExample(example, host);
  if (decided.kind === "undecided") throw new Error(`undecided: ${decided.unknown.because}`);
  return decided.decision.changes;
}

function runsCommand({ task }: Example): boolean {
  return /^(command|shell):/m.test(task);
}
