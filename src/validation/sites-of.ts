import { definedWhen } from "../expression/references.ts";
import { ProblemError } from "../problems/problem.ts";
import { factsOfKeyword, type KeywordForm, keywordFacts } from "../runbook/keyword-forms.ts";
import type { Play, Runbook, Step } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import { compileExpressionValue, compileValue, type ValueSource } from "../runbook/value-source.ts";
import type { Located, LocatedMap } from "../source/located.ts";
import { loopNamesOf } from "./loop-names.ts";
import { namesAsserted, namesShownBy } from "./shown-names.ts";
import type { Parsed, Site } from "./site.ts";

/** Every place of a runbook where something is evaluated, in the order of a run. */
export function sitesOf({ plays }: Runbook): readonly Site[] {
  let point = 0;
  return plays.flatMap((play) => {
    const begin = point;
    const shared = new Shared();
    const shown = new Set<string>();
    const tasks = flatten(play.tasks).map((nested) => {
      const place = { play, isHandler: false, sees: ++point, sets: point, shown: [...shown] };
      const site = siteOf(nested, place, shared);
      shared.take(nested.step);
      if (nested.around.length === 0) for (const name of namesShownBy(nested.step)) shown.add(name);
      return site;
    });
    const end = { play, sees: ++point, sets: begin, shown: [...shown] };
    const handlers = flatten(play.handlers).map((nested) => siteOf(nested, { ...end, isHandler: true }, shared));
    return [...tasks, ...handlers, playSite(play, end.sees)];
  });
}

/** An entry, and those that it stands in, outermost first. */
interface Nested {
  readonly step: Step;
  readonly around: readonly Step[];
}

function flatten(steps: readonly Step[], around: readonly Step[] = []): readonly Nested[] {
  return steps.flatMap((step) => [{ step, around }, ...flatten(insideOf(step), [...around, step])]);
}

/** The entries that an entry is made of. */
function insideOf(step: Step): readonly Step[] {
  switch (step.kind) {
    case "task":
    case "manual":
    case "flush":
    case "settle":
    case "meta":
      return [];
    case "block":
      return [...step.steps, ...step.rescue, ...step.always];
  }
}

/** What included roles share with the steps behind them. */
class Shared {
  readonly variables = new Map<string, ValueSource>();
  readonly defaults = new Map<string, ValueSource>();

  take(step: Step): void {
    if (step.kind !== "block" || !step.shares) return;
    for (const [name, source] of step.shares.variables) this.variables.set(name, source);
    for (const [name, source] of step.shares.defaults) this.defaults.set(name, source);
  }
}

/** Where an entry stands in a run, and the names that tasks before it have shown to be defined. */
interface Place extends Pick<Site, "play" | "isHandler" | "sees" | "sets"> {
  readonly shown: readonly string[];
}

function siteOf({ step, around }: Nested, { shown, ...place }: Place, shared: Shared): Site {
  const line = [...around, step];
  const conditions = line.flatMap(({ when }) => when);
  const asserted = step.kind === "task" ? namesAsserted(step) : [];
  const parameters = step.kind === "task" ? [...step.parameters.values()].flatMap(parsedIn) : [];
  return {
    ...place,
    step,
    around,
    parsed: [...parameters, ...keywordsOf(step.written)],
    checked: new Set([...shown, ...asserted, ...conditions.flatMap((condition) => definedWhen(condition, true))]),
    loopNames: new Set(line.flatMap(({ written }) => loopNamesOf(written))),
    variables: new Map([...shared.variables, ...ofRole(step), ...line.flatMap(variablesOf), ...(step.given ?? [])]),
    defaults: new Map([...shared.defaults, ...(step.role?.defaults ?? [])]),
  };
}

function variablesOf(step: Step): readonly (readonly [string, ValueSource])[] {
  return step.kind === "flush" || step.kind === "settle" ? [] : [...step.variables];
}

function ofRole({ role, span }: Step): readonly (readonly [string, ValueSource])[] {
  if (!role) return [];
  const told = [...role.told].map(([name, value]) => [name, { kind: "constant", value, span }] as const);
  return [...told, ...role.variables];
}

/** A play's own keywords count for each of its tasks: they may see whatever one of them sets. */
function playSite(play: Play, sees: number): Site {
  const none: ReadonlySet<string> = new Set();
  const parsed = keywordsOf(play.written, "hosts");
  return {
    play,
    step: undefined,
    around: [],
    isHandler: false,
    sees,
    sets: sees,
    parsed,
    checked: none,
    loopNames: none,
    variables: new Map(),
    defaults: new Map(),
  };
}

/** What stands at the keywords of a mapping, as far as it can be understood: who reads the file says what cannot. */
function keywordsOf(written: LocatedMap | undefined, ...except: readonly string[]): readonly Parsed[] {
  const entries = (written?.entries ?? []).filter(({ key }) => key in keywordFacts && !except.includes(key));
  return entries.flatMap(({ key, value }) => parsedAt(value, factsOfKeyword(key).form));
}

function parsedAt(value: Located, form: KeywordForm): readonly Parsed[] {
  try {
    if (form === "conditions") return parsedIn(compileExpressionValue(value));
    return form === "template" || form === "switch" ? parsedIn(compileValue(value)) : [];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
