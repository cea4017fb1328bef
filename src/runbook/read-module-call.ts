import type { Scope } from "../expression/scope.ts";
import type { Module } from "../modules/contract/define-module.ts";
import { findModule, loadModule } from "../modules/contract/registry.ts";
import type { Collector } from "../problems/collector.ts";
import { didYouMean, nearest } from "../problems/did-you-mean.ts";
import { lint } from "../problems/lint.ts";
import { problem } from "../problems/problem.ts";
import type { Kind } from "../schema/kind.ts";
import type { LocatedEntry, LocatedMap } from "../source/located.ts";
import type { Span } from "../source/span.ts";
import { calledByAction } from "./called-by-action.ts";
import type { Fields } from "./fields.ts";
import type { Inherited } from "./inherited.ts";
import { foreignKeywords, taskKeywords } from "./keywords.ts";
import { defaultsFor } from "./module-defaults.ts";
import { parameterNames } from "./parameter-names.ts";
import { parametersInText } from "./parameters-in-text.ts";
import { compileExpressionValue, compileValue, evaluateSource, type ValueSource } from "./value-source.ts";

/** A module with its arguments, compiled and as far as possible checked. */
export interface ModuleCall {
  readonly module: Module;
  readonly moduleSpan: Span;
  readonly parameters: ReadonlyMap<string, ValueSource>;
}

/** The module that a task's mapping names. RB2102, RB2103, RB1101 to RB1103. */
export async function readModuleCall(
  fields: Fields,
  collector: Collector,
  { moduleDefaults }: Pick<Inherited, "moduleDefaults">,
): Promise<ModuleCall | undefined> {
  const entry = moduleEntry(fields, collector);
  if (!entry) return undefined;
  const module = await collector.attemptLater(() => loadModule(entry.key, entry.keySpan));
  if (!module) return undefined;
  const own = argumentsOf(entry, module, collector);
  const given = [...(own ?? []), ...(fields.mapping("args")?.entries ?? [])];
  const parameters = new Map<string, ValueSource>();
  const unread = new Set<string | undefined>();
  for (const argument of given) {
    const isRead = collector.attempt(() => addParameter(argument, module, parameters));
    if (!isRead) unread.add(parameterMeant(argument.key, module));
  }
  const defaults = defaultsFor(module.name, moduleDefaults);
  for (const argument of defaults) collector.attempt(() => addDefault(argument, module, parameters));
  for (const { key, value } of given) warnOfMode(value, module.parameters[key], collector);
  if (own) checkConstants({ module, parameters, unread, moduleSpan: entry.keySpan }, collector);
  return { module, moduleSpan: entry.keySpan, parameters };
}

const keywords: ReadonlySet<string> = new Set(taskKeywords);

/** The one key that is no keyword. Several: the ones that are modules decide, the rest are reported as unknown. */
function moduleEntry(fields: Fields, collector: Collector): LocatedEntry | undefined {
  const others = fields.map.entries.filter(({ key }) => !keywords.has(key));
  const modules = others.filter(({ key }) => findModule(key) !== undefined);
  const candidates = modules.length > 0 ? modules : others.filter(({ key }) => !foreignKeywords.has(key));
  fields.refuseOthers([...taskKeywords, ...candidates.map(({ key }) => key)], "task");
  const called = collector.attempt(() => calledByAction(fields));
  const [first, second] = called ? [called, ...candidates] : candidates;
  if (first && !second) return first;
  collector.attempt(() => {
    if (!first) {
      if (others.length > 0 || fields.entry("action") || fields.entry("local_action")) return;
      throw problem("RB2103", "the task names no module", {
        at: fields.map.span,
        hint: 'For example "command: uptime".',
      });
    }
    const all = [...(called ? [called] : []), ...candidates].map(({ key }) => `"${key}"`).join(" and ");
    throw problem("RB2103", `the task names more than one module: ${all}`, { at: second?.keySpan ?? first.keySpan });
  });
  return undefined;
}

/** `undefined` where they are no arguments at all. */
function argumentsOf(
  { key, value }: LocatedEntry,
  module: Module,
  collector: Collector,
): readonly LocatedEntry[] | undefined {
  if (value.kind === "map") return value.entries;
  if (value.kind === "scalar" && value.value === null) return [];
  if (value.kind === "scalar" && typeof value.value === "string") {
    if (value.value === "" && module.freeForm === undefined) return [];
    if (module.freeForm !== undefined || /^\s*[A-Za-z_]\w*=/.test(value.value))
      return parametersInText(value, module, collector);
  }
  if (module.freeForm !== undefined) return [{ key: module.freeForm, keySpan: value.span, value }];
  collector.attempt(() => {
    throw problem("RB1101", `"${key}" takes a mapping of parameters`, {
      at: value.span,
      hint: `runbook modules ${module.name} lists them.`,
    });
  });
  return undefined;
}

/** What the task says itself counts. */
function addDefault(entry: LocatedEntry, module: Module, parameters: Map<string, ValueSource>): void {
  const name = parameterNames(module).get(entry.key);
  if (name === undefined || !parameters.has(name)) addParameter(entry, module, parameters);
}

/** True when it is done. */
function addParameter(entry: LocatedEntry, module: Module, parameters: Map<string, ValueSource>): true {
  const { key, keySpan, value } = entry;
  const name = parameterNames(module).get(key);
  const kind = name !== undefined && module.parameters[name];
  if (!kind || key === module.freeKeys) {
    addFreeKey(entry, module, parameters);
    return true;
  }
  if (parameters.has(name)) throw problem("RB1003", `"${name}" is given twice`, { at: keySpan });
  parameters.set(
    name,
    kind.form === "expression" ? compileExpressionValue(value) : withOctal(compileValue(value), kind, value),
  );
  return true;
}

/** The parameter that a key names, or nearly names: it is not missing, too. */
function parameterMeant(key: string, module: Module): string | undefined {
  const names = parameterNames(module);
  return names.get(key) ?? names.get(nearest(key, names.keys()) ?? "");
}

/** A key that is no parameter's name: gathered where the module wants such keys, else unknown. */
function addFreeKey({ key, keySpan, value }: LocatedEntry, module: Module, parameters: Map<string, ValueSource>): void {
  if (module.freeKeys === undefined) {
    throw problem("RB1103", `the module ${module.name} has no parameter "${key}"`, {
      at: keySpan,
      hint: didYouMean(key, parameterNames(module).keys()),
    });
  }
  const gathered = parameters.get(module.freeKeys);
  const entries = gathered?.kind === "map" ? gathered.entries : [];
  parameters.set(module.freeKeys, { kind: "map", entries: [...entries, [key, compileValue(value)]], span: keySpan });
}

/** `mode: 0644` without quotes is meant as octal: its text counts, not the number that YAML makes of it. */
function withOctal(source: ValueSource, kind: Kind<unknown>, value: LocatedMap | LocatedEntry["value"]): ValueSource {
  if (kind.type !== "mode" || source.kind !== "constant" || value.kind !== "scalar" || typeof value.value !== "number")
    return source;
  return { ...source, value: value.source };
}

function warnOfMode(value: LocatedEntry["value"], kind: Kind<unknown> | undefined, collector: Collector): void {
  if (kind?.type !== "mode" || value.kind !== "scalar" || typeof value.value !== "number") return;
  const hint = `write it between quotes: "${value.source}"`;
  collector.add(lint("RB2205", `the mode ${value.source} is read as octal`, { at: value.span, hint }));
}

/** Whatever needs no host to be wrong is wrong now: missing parameters, constants of the wrong type. */
function checkConstants(
  { module, parameters, unread, moduleSpan }: ModuleCall & { readonly unread: ReadonlySet<string | undefined> },
  collector: Collector,
): void {
  for (const [name, kind] of Object.entries(module.parameters)) {
    const source = parameters.get(name);
    if (source ? !isFixed(source) : unread.has(name)) continue;
    const value = source && evaluateSource(source, nothing);
    collector.attempt(() => kind.parse(value, { name, at: source?.span ?? moduleSpan }));
  }
}

/** Nothing in it depends on a host or a run. */
function isFixed(source: ValueSource): boolean {
  if (source.kind === "list") return source.items.every(isFixed);
  if (source.kind === "map") return source.entries.every(([, value]) => isFixed(value));
  return source.kind === "constant";
}

const nothing: Scope = { lookup: () => undefined, names: () => [] };
