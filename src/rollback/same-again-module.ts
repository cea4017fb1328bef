import { commandText } from "../changes/run-command.ts";
import type { Module } from "../modules/contract/define-module.ts";
import { problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";

/** What these run follows from their parameters; other modules also look at the host, which is another now. */
const plain = ["command", "shell"];

/** A handler's module that only looks whether it would do what it did in the run. `did`: its commands there, by host, as people see them. */
export function sameAgainModule(
  { module, name, noLog }: Pick<Task, "module" | "name" | "noLog">,
  did: ReadonlyMap<string, readonly string[]>,
): Module {
  return {
    ...module,
    readOnly: true,
    async decide(parameters, host, project) {
      const known = did.get(host.name) ?? [];
      if (noLog || !plain.includes(module.name)) return { changes: [] };
      const { changes } = await module.decide(parameters, host, project);
      for (const change of changes) {
        if (change.kind !== "run-command" || known.includes(commandText(change))) continue;
        throw problem("RB7205", `it ran ${listed(known)}, and now it would run "${commandText(change)}"`, {
          hint: `Values of "${name}" are others now: give those of that run with -e.`,
        });
      }
      return { changes: [] };
    },
  };
}

function listed(commands: readonly string[]): string {
  if (commands.length === 0) return "nothing";
  const shown = [...new Set(commands)].slice(0, 3).map((command) => `"${command}"`);
  return shown.join(", ");
}
