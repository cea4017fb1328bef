import type { ValueSource } from "../runbook/value-source.ts";
import { isSecretName } from "../secrets/secret-name.ts";

/** What stands for a value that is not shown. */
export const hidden = "********";

/** A value of a runbook as it is written, on one line; passwords and the like are hidden, in mappings too. */
export function writtenSource(name: string, source: ValueSource): string {
  switch (source.kind) {
    case "map":
      return `{${source.entries.map(([key, own]) => `${JSON.stringify(key)}:${writtenSource(key, own)}`).join(",")}}`;
    case "list":
      return `[${source.items.map((item) => writtenSource(name, item)).join(",")}]`;
    default: {
      const { file, start, end } = source.span;
      const isNothing = source.kind === "constant" && source.value === null;
      if (file.vaulted || (isSecretName(name) && !isNothing)) return JSON.stringify(hidden);
      return source.kind === "constant" ? JSON.stringify(source.value) : file.text.slice(start, end);
    }
  }
}
