import { expect, test } from "vitest";
import { parseBuild } from "../../../src/campaign/build.ts";
import { parseMissingModules } from "../../../src/campaign/missing-modules.ts";
import { scanPipelinedLog } from "../../../src/campaign/pipelined-log.ts";
import { parseProcesses } from "../../../src/campaign/processes.ts";

/** A host may print a megabyte of what our patterns look for, without ever completing it. */
const teasers = ["1", "7.0 19.1 ", "build ", "<redir build ", "a@", "mta@x (1) ", "aurait d", " version 7", "sha1='"];

test.each(teasers)("a megabyte of %j costs no more than reading it", (teaser) => {
  const text = teaser.repeat(Math.ceil(1_000_000 / teaser.length));
  expect(parseBuild(text)).toBeUndefined();
  expect(parseProcesses(text)).toEqual([]);
  expect(parseMissingModules(text).length).toBeLessThan(2);
  expect(scanPipelinedLog(text)).toEqual([]);
});
