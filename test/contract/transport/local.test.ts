import { createLocalTransport } from "../../../src/transport/local-transport.ts";
import { keepsShells } from "./shell-contract.ts";

keepsShells("this machine", () => createLocalTransport({ grace: 300 }).connect({ kind: "local", name: "here" }));
