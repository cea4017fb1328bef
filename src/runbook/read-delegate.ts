import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { ValueSource } from "./value-source.ts";

/** `delegate_to` of a task or a block; `connection: local` and `local_action` are this machine. RB1103 for other connections. */
export function readDelegate(fields: Fields): ValueSource | undefined {
  const delegate = fields.value("delegate_to");
  const connection = fields.entry("local_action") ?? fields.entry("connection");
  if (!connection) return delegate;
  return fields.collector.attempt(() => {
    const { key, value, keySpan } = connection;
    const isLocal = key === "local_action" || (value.kind === "scalar" && value.value === "local");
    if (!isLocal) {
      throw problem("RB1103", 'of "connection", tasks and blocks can only say "local"', {
        at: value.span,
        hint: 'How a host is reached says "ansible_connection" in the inventory, or "connection" of the play.',
      });
    }
    if (delegate) {
      throw problem("RB1103", `"${key}" and "delegate_to" both say where the task is done`, {
        at: keySpan,
        hint: `Take "${key}" out: how the other host is reached says the inventory.`,
      });
    }
    return { kind: "constant", value: "localhost", span: value.span };
  });
}
