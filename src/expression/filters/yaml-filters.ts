import { ProblemError, problem } from "../../problems/problem.ts";
import { readYaml } from "../../source/read-yaml.ts";
import { placeOf } from "../../source/span.ts";
import { valueOfLocated } from "../../source/value-of-located.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import type { Value } from "../value.ts";
import { type YamlLayout, yamlText } from "../yaml/yaml-text.ts";

/** YAML, written as Ansible writes it, and read as runbooks are read. */
export const yamlFilters: ReadonlyMap<string, Callable> = new Map([
  ...defineCallables("data", {
    from_yaml: ["", (input, call) => (typeof input === "string" ? fromYaml(input, call) : input)],
  }),
  ...defineCallables("text", {
    to_yaml: ["* indent? width? sort_keys? default_flow_style?", (input, call) => toYaml(input, call, "leaves")],
    to_nice_yaml: ["indent? * width? sort_keys?", (input, call) => toYaml(input, call, "never")],
  }),
]);

function toYaml(input: Value, call: Call, usual: YamlLayout["flow"]): Value {
  const { args } = call;
  const wanted = args.integer("indent", usual === "never" ? 4 : 2);
  const indent = wanted < 2 || wanted > 9 ? 2 : wanted;
  const width = args.integer("width", 80);
  const style = args.value("default_flow_style") ?? null;
  return yamlText(input, {
    indent,
    width: width < 0 ? Number.POSITIVE_INFINITY : width <= indent * 2 ? 80 : width,
    sortKeys: args.flag("sort_keys", true),
    flow: style === null ? usual : args.flag("default_flow_style") ? "always" : "never",
  });
}

/** The cause is not kept: its message quotes the text, which may be a secret. */
function fromYaml(text: string, { at }: Call): Value {
  if (isEmpty(text)) return null;
  try {
    return valueOfLocated(readYaml({ name: "the text", text }));
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    const place = cause.problems[0]?.at;
    const line = place ? `, see its line ${placeOf(place).split(":").at(-2)}` : "";
    throw problem("RB2003", `the text given to from_yaml is not YAML that can be read${line}`, { at });
  }
}

/** Nothing but white space and comments. */
function isEmpty(text: string): boolean {
  return /^(\s*(#[^\n]*)?(\n|$))*$/.test(text);
}
