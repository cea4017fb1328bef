import { type Value, valueMap } from "../expression/value.ts";
import { vaultedText } from "../secrets/vault/vaulted-text.ts";
import type { Located } from "./located.ts";

/** The plain data of a node: what is written, with no template evaluated and no `!vault` opened, which has Ansible's JSON form. */
export function valueOfLocated(located: Located): Value {
  switch (located.kind) {
    case "scalar":
      if (located.tag === "!vault") return valueMap([["__ansible_vault", located.source]]);
      return vaultedText(located) ?? located.value;
    case "list":
      return located.items.map(valueOfLocated);
    case "map":
      return valueMap(located.entries.map(({ key, value }) => [key, valueOfLocated(value)]));
  }
}
