import { afterAll, beforeAll, describe } from "vitest";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { keepsShells } from "./shell-contract.ts";

describe("against ssh2's own server", () => {
  let server: PracticeServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  keepsShells("ssh2", () => createSsh2Transport({ deadlines: { grace: 300 } }).connect(server.target));
});
