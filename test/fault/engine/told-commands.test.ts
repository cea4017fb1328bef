import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { traceLibrary } from "../../../src/changes/host-library.ts";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { type LibraryShell, libraryShell } from "../../support/library-shell.ts";

let library: LibraryShell;
beforeEach(() => {
  library = libraryShell();
});
afterEach(() => library.close());

const kept = () => readdirSync(join(library.home, ".runbook/run/abc123")).toSorted();

describe.each(["sh", "bash", "busybox"])("ends of commands, %s", (shell) => {
  test.skipIf(shell === "busybox" && whyNoBusybox !== undefined)(
    "that nobody has heard stay when a later one is asked for; those that were told go",
    async () => {
      const tools = shell === "busybox" ? await busyboxFolder(library.folder) : "/usr/bin";
      const caller = { shell: [shell === "bash" ? "bash" : "sh"], tools };
      for (const number of [3, 5, 6]) {
        const ran = library.call(`rb_run ${number} empty / echo ${number}`, caller);
        expect(ran).toMatchObject({ status: 0, stdout: `0\n${number}\n` });
      }
      const asked = library.call(`rb_recall 3\n${traceLibrary()}\nrb_left=\nrb_trace_run 6 100 same\ngoodbye`, caller);
      expect(asked).toMatchObject({ status: 0, stdout: "0\n6\n" });
      expect([...new Set(kept().map((name) => name.split(".")[0]))]).toEqual(["5"]);
      const late = library.call(`${traceLibrary()}\nrb_left=\nrb_trace_run 5 100 same\ngoodbye`, caller);
      expect(late).toMatchObject({ status: 0, stdout: "0\n5\n" });
      expect(() => kept()).toThrow("ENOENT");
    },
  );

  test.skipIf(shell === "busybox" && whyNoBusybox !== undefined)(
    "that nobody may have heard stay when a signal ends the shell",
    async () => {
      const tools = shell === "busybox" ? await busyboxFolder(library.folder) : "/usr/bin";
      const caller = { shell: [shell === "bash" ? "bash" : "sh"], tools };
      library.call("rb_run 1 empty / true\nkill -TERM $$", caller);
      expect([...new Set(kept().map((name) => name.split(".")[0]))]).toEqual(["1"]);
    },
  );
});
