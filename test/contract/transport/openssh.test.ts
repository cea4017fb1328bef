import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe } from "vitest";
import { createOpensshTransport } from "../../../src/transport/openssh-transport.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { keepsShells } from "./shell-contract.ts";

const canConnect = canRunSshd && existsSync("/usr/bin/ssh");

describe.skipIf(!canConnect)("the system's ssh against OpenSSH (needs root, sshd, ssh and sudo)", () => {
  let sshd: RealSshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.close());
  const connect = () => createOpensshTransport({ deadlines: { grace: 300 } }).connect(sshd.target);
  keepsShells("the system's ssh", connect);
  keepsShells("the system's ssh and sudo", async () => {
    const connection = await connect();
    return {
      hostKey: connection.hostKey,
      counters: connection.counters,
      openShell: (library, _, opening) => connection.openShell(library, { method: "sudo", user: "nobody" }, opening),
      close: () => connection.close(),
    };
  });
});
