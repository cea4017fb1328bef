import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTransport } from "../../../src/transport/transport-for.ts";
import { type Workshop, workshop } from "../../support/engine.ts";
import { impatient } from "../../support/impatient.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

test("when the disk does not answer in time, what was made before is not called failed", async () => {
  for (const folder of ["bin", "quick", "slow"]) mkdirSync(join(shop.folder, folder));
  const sync = `#!/bin/sh\ncase $PWD in */slow) exec sleep 30 ;; esac\nexec sync "$@"\n`;
  writeFileSync(join(shop.folder, "bin/sync"), sync.replace("exec sync", "PATH=/usr/bin:/bin exec sync"), {
    mode: 0o755,
  });
  const copy = (file: string) => ({ name: file, copy: { dest: `{{ dir }}/${file}`, content: "x" } });
  const walked = await shop.walk({
    runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [copy("quick/a"), copy("slow/b")] }]),
    transport: impatient(3_000, createTransport()),
    target: {
      kind: "exec",
      name: "here",
      command: ["env", `PATH=${join(shop.folder, "bin")}:/usr/bin:/bin`, "sh"],
    },
  });
  expect(existsSync(join(shop.folder, "quick/a"))).toBe(true);
  const ends = walked.events.filter((event) => event.type === "change.finished");
  expect(ends.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown"]);
  expect(walked.statuses()).toEqual(["quick/a: unknown", "slow/b: unknown"]);
});
