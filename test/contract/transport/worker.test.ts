import { afterAll, beforeAll, describe } from "vitest";
import { WorkerTransport } from "../../../src/transport/worker-transport.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { buildTestWorker, type TestWorker } from "../../support/test-worker.ts";
import { keepsShells } from "./shell-contract.ts";

describe("in a worker", () => {
  let worker: TestWorker;
  let transport: WorkerTransport;
  let server: PracticeServer;
  let sshd: RealSshd | undefined;
  beforeAll(async () => {
    worker = await buildTestWorker();
    transport = new WorkerTransport({ program: worker.program });
    server = await startServer();
    if (canRunSshd) sshd = await startSshd();
  });
  afterAll(async () => {
    worker.remove();
    await server.close();
    await sshd?.close();
  });

  keepsShells("a worker and ssh2", () => transport.connect(server.target));

  describe.skipIf(!canRunSshd)("against OpenSSH (needs root, sshd and sudo)", () => {
    keepsShells("a worker, ssh2, OpenSSH and sudo", async () => {
      const connection = await transport.connect(sshd?.target ?? server.target);
      return {
        hostKey: connection.hostKey,
        get counters() {
          return connection.counters;
        },
        openShell: (library, _, opening) => connection.openShell(library, { method: "sudo", user: "nobody" }, opening),
        close: () => connection.close(),
      };
    });
  });
});
