import { scopeOf } from "../expression/scope.ts";
import { valueMap } from "../expression/value.ts";
import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { LocatedEntry } from "../source/located.ts";
import { Fields } from "./fields.ts";
import { loopItems } from "./loop-items.ts";
import type { Loop } from "./model.ts";
import { isConstant, type ValueSource } from "./value-source.ts";

const forms: readonly (readonly [string, Loop["form"]])[] = [
  ["loop", "list"],
  ["with_list", "list"],
  ["with_items", "items"],
  ["with_dict", "dict"],
  ["with_nested", "nested"],
  ["with_sequence", "sequence"],
];

/** What a task is done once for each of; what is wrong with it goes to the collector. */
export function readLoop(fields: Fields, collector: Collector): Loop | undefined {
  const control = controlOf(fields, collector);
  const found = forms.flatMap(([key, form]) => {
    const entry = fields.entry(key);
    return entry ? [{ key, form, entry }] : [];
  });
  const [first, second] = found;
  if (!first) {
    collector.attempt(() => checkNoControl(fields.entry("loop_control")));
    return undefined;
  }
  if (second) {
    collector.attempt(() => {
      throw problem("RB1101", `a task has one loop, and this has "${first.key}" and "${second.key}"`, {
        at: second.entry.keySpan,
      });
    });
  }
  const source = fields.value(first.key);
  if (!source) return undefined;
  const loop: Loop = {
    source,
    form: first.form,
    variable: control?.name("loop_var") ?? "item",
    index: control?.name("index_var"),
    label: control?.value("label"),
    pause: pauseIn(control, collector),
  };
  if (isConstant(source)) collector.attempt(() => loopItems(loop, scopeOf(valueMap([]))));
  return loop;
}

function controlOf(fields: Fields, collector: Collector): Fields | undefined {
  const map = fields.mapping("loop_control");
  const control = map && new Fields(map, collector);
  control?.refuseOthers(["loop_var", "index_var", "label", "pause"], "loop_control");
  return control;
}

function checkNoControl(entry: LocatedEntry | undefined): void {
  if (entry) throw problem("RB1102", '"loop_control" needs a loop', { at: entry.keySpan });
}

function pauseIn(control: Fields | undefined, collector: Collector): ValueSource | undefined {
  const source = control?.value("pause");
  collector.attempt(() => {
    if (source?.kind === "constant" && !(typeof source.value === "number" && source.value >= 0)) {
      throw problem("RB1101", '"pause" must be a number of seconds', { at: source.span });
    }
  });
  return source;
}
