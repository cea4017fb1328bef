import { problem } from "../problems/problem.ts";
import type { Connection, Target, Transport } from "./connection.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import { ExecLink } from "./exec-link.ts";
import { LocalLink } from "./local-link.ts";
import { programIsThere } from "./program-is-there.ts";
import { ShellConnection } from "./shell-connection.ts";

/** Hosts behind a command of this machine (containers, pods, namespaces): the same kept shells. RB4014. */
export function createExecTransport(deadlines: Partial<Deadlines> = {}): Transport {
  const all = { ...defaultDeadlines, ...deadlines };
  return {
    async connect(target: Target): Promise<Connection> {
      if (target.kind !== "exec") throw new TypeError("exec connects to exec targets only");
      const local = new LocalLink(target.name, all.close);
      const [program = ""] = target.command;
      if (!(await programIsThere(program, local))) {
        throw problem(
          "RB4014",
          `${target.name}: the program of exec_command, ${JSON.stringify(program)}, is not there`,
          {
            hint: "it runs on this machine: install it, or give its path",
          },
        );
      }
      return new ShellConnection(new ExecLink(local, target.command), all);
    },
  };
}
