import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { keepsShells } from "./shell-contract.ts";

describe.each(["dash", "bash", "busybox"])("against ssh2's own server", (shell) => {
  const program = ["/usr/bin", "/bin"].map((folder) => join(folder, shell)).find((path) => existsSync(path));
  describe.skipIf(program === undefined)(`where sh is ${shell} (needs ${shell})`, () => {
    let server: PracticeServer;
    let bin = "";
    beforeAll(async () => {
      bin = mkdtempSync(join(tmpdir(), "runbook-bin-"));
      symlinkSync(program ?? "", join(bin, "sh"));
      server = await startServer({ environment: { PATH: `${bin}:/usr/bin:/bin`, LC_ALL: "C.UTF-8" } });
    });
    afterAll(async () => {
      await server.close();
      rmSync(bin, { recursive: true });
    });
    keepsShells("ssh2", () => createSsh2Transport({ deadlines: { grace: 300 } }).connect(server.target));
  });
});
