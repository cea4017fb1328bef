import { findModule, moduleNames } from "../modules/contract/registry.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { LocatedEntry } from "../source/located.ts";
import type { Fields } from "./fields.ts";

/** `module_defaults`: modules' names with parameters. RB1101 to RB1103. */
export function moduleDefaultsIn(fields: Fields): readonly LocatedEntry[] {
  const entries = fields.mapping("module_defaults")?.entries ?? [];
  return entries.filter(({ key, keySpan, value }) => {
    return fields.collector.attempt(() => {
      if (key.startsWith("group/")) {
        throw problem("RB1103", "module_defaults for a group of modules are not supported", {
          at: keySpan,
          hint: "Name the modules.",
        });
      }
      if (!findModule(key)) {
        throw problem("RB2102", `there is no module "${key}"`, { at: keySpan, hint: didYouMean(key, moduleNames()) });
      }
      if (value.kind !== "map") throw problem("RB1101", `"${key}" takes a mapping of parameters`, { at: value.span });
      return true;
    });
  });
}

/** The parameters among them that a module gets where its task does not give them; the last ones win. */
export function defaultsFor(module: string, defaults: readonly LocatedEntry[]): readonly LocatedEntry[] {
  const own = defaults.filter(({ key }) => findModule(key)?.name === module);
  return own.toReversed().flatMap(({ value }) => (value.kind === "map" ? value.entries : []));
}
