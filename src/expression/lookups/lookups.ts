import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import { asMap } from "../expect.ts";
import { Missing } from "../missing.ts";
import { layered, scopeOf } from "../scope.ts";
import { valueMap } from "../value.ts";
import { defineLookups, type Lookup, type LookupCall } from "./lookup.ts";

/** Every lookup by name. All read on the machine that runs us, when the expression is evaluated. */
export const lookups: ReadonlyMap<string, Lookup> = defineLookups({
  env: ["default?", (name, { options, outside }) => outside.environment(name) ?? options.value("default") ?? ""],
  file: [
    "lstrip? rstrip?",
    (name, { options, outside, at }) => {
      const text = outside.file(name, at);
      const begun = options.flag("lstrip") ? text.trimStart() : text;
      return options.flag("rstrip", true) ? begun.trimEnd() : begun;
    },
  ],
  template: [
    "template_vars? convert_data?",
    (name, call) => {
      const { options, outside, at } = call;
      refuseConversion(call);
      const own = asMap(options.value("template_vars") ?? valueMap([]), options.asker("template_vars"));
      return outside.template(name, layered(scopeOf(own), call.scope), at);
    },
  ],
  vars: [
    "default?",
    (name, { options, scope, at }) => {
      const hint = () => didYouMean(name, scope.names());
      return scope.lookup(name) ?? options.value("default") ?? new Missing(`\`${name}\` is not defined`, at, hint);
    },
  ],
});

/** Ansible's default turns text that looks like a list or mapping into one. */
function refuseConversion({ options, at, what }: LookupCall): void {
  if (!options.flag("convert_data")) return;
  throw problem("RB2003", `${what} gives text, whatever the text looks like`, {
    at,
    hint: "leave convert_data out, and write | from_json or | from_yaml behind it",
  });
}
