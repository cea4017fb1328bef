import { isSecretName } from "../secrets/secret-name.ts";
import type { Located } from "../source/located.ts";

const hidden = "********";

/** A variable's value as it is written, on one line, as JSON; passwords and the like are hidden, in mappings too. */
export function writtenValue(name: string, value: Located): string {
  return JSON.stringify(plain(name, value));
}

function plain(name: string, value: Located): unknown {
  if (value.kind === "map")
    return Object.fromEntries(value.entries.map(({ key, value: own }) => [key, plain(key, own)]));
  if (value.kind === "list") return value.items.map((item) => plain(name, item));
  return value.tag === "!vault" || value.span.file.vaulted || (value.value !== null && isSecretName(name))
    ? hidden
    : value.value;
}
