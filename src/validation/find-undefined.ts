import type { Template } from "../expression/ast.ts";
import { type Reference, referencesOf } from "../expression/references.ts";
import { groupConflict } from "../inventory/group-conflict.ts";
import type { Host, Inventory } from "../inventory/model.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { lint } from "../problems/lint.ts";
import { note, type Problem, problem } from "../problems/problem.ts";
import type { Play, Step } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";
import type { LookedUpFiles } from "./looked-up-files.ts";
import type { PlayNames } from "./play-names.ts";
import type { Parsed, Site } from "./site.ts";
import { undefinedName, type Way } from "./undefined-name.ts";

/** Names by which a condition chooses hosts: what such a task uses need not be defined on all hosts of its play. */
const choosers: ReadonlySet<string> = new Set([
  "group_names",
  "groups",
  "inventory_hostname",
  "inventory_hostname_short",
]);

/** So many variables may lead from a place to a value; a run would end a little later for want of stack. */
const longestWay = 200;

/** What looking for undefined variables needs. */
export interface UndefinedOptions {
  readonly inventory: Inventory | undefined;
  readonly namesOf: (site: Site) => PlayNames;
  /** Names that parts which could not be read may define. */
  readonly perhaps: ReadonlySet<string>;
  readonly files: LookedUpFiles;
  /** Whether a run comes to an entry: groups that disagree are no matter elsewhere. */
  readonly isSelected: (step: Step) => boolean;
}

/**
 * Variables that are used and not defined, by following what each place refers to, through the values of variables: RB2002,
 * RB2005 for circles, RB2208 where only some hosts lack it, RB2209 where there is no inventory to tell, RB3002 for groups
 * and hosts that are not there, RB3004 for groups that disagree, RB2107 for files that are looked up and not there.
 */
export function findUndefined(sites: readonly Site[], options: UndefinedOptions): readonly Problem[] {
  const search = new Search(options, new Set(sites.flatMap(({ loopNames }) => [...loopNames])));
  for (const site of sites) search.visit(site);
  search.finish();
  return search.found;
}

class Search {
  readonly found: Problem[] = [];
  readonly #options: UndefinedOptions;
  /** The variables of loops, wherever they are. */
  readonly #items: ReadonlySet<string>;
  readonly #told = new Set<string>();
  readonly #outside = new Map<string, Span>();
  /** Values and templates that were followed already, by what their place adds to the names of its play. */
  readonly #followed = new Map<ValueSource | Template, Set<string>>();

  constructor(options: UndefinedOptions, items: ReadonlySet<string>) {
    this.#options = options;
    this.#items = items;
  }

  visit(site: Site): void {
    for (const parsed of site.parsed) this.#parsed(parsed, site, []);
    if (!site.step) this.#connections(site);
  }

  #connections(site: Site): void {
    const names = this.#options.namesOf(site);
    for (const name of names.connectionNames()) {
      const resolution = names.resolve(name, site);
      if (resolution.kind === "defined" || resolution.kind === "partly") {
        this.#follow(name, resolution.sources, { site, way: [] });
      }
    }
  }

  #parsed(parsed: Parsed, site: Site, way: Way): void {
    for (const reference of referencesOf(parsed)) {
      if (reference.guarded || site.checked.has(reference.name)) continue;
      this.#members(reference);
      this.#reference(atName(reference), site, way);
    }
    this.#lookups(parsed, site, way);
  }

  #lookups(parsed: Parsed, site: Site, way: Way): void {
    const { templates, problems } = this.#options.files.of(parsed, site.step?.role);
    this.found.push(...problems);
    for (const { template, gives } of templates) {
      if (!gives) continue;
      const inside = { ...site, loopNames: new Set([...site.loopNames, ...gives]) };
      if (this.#isNew(template, inside)) this.#parsed(template, inside, way);
    }
  }

  #reference(reference: Reference, site: Site, way: Way): void {
    const { name } = reference;
    if (this.#options.perhaps.has(name)) return;
    const names = this.#options.namesOf(site);
    const conflict = names.inventoryName(name, site)?.conflict;
    if (conflict && this.#isSelected(site))
      this.found.push(...groupConflict(conflict.host.name, name, conflict.between).problems);
    const resolution = names.resolve(name, site);
    switch (resolution.kind) {
      case "undefined":
        this.found.push(...undefinedName(reference, { resolution, site, way, names, items: this.#items }));
        break;
      case "outside":
        this.#tellOutside(reference, names.names(site));
        break;
      case "partly":
        this.#tellPartly(reference, resolution.missing, site);
        this.#follow(name, resolution.sources, { site, way });
        break;
      case "defined":
        this.#follow(name, resolution.sources, { site, way });
    }
  }

  #follow(name: string, sources: readonly ValueSource[], { site, way }: { site: Site; way: Way }): void {
    for (const source of sources) {
      if (way.some((step) => step.source === source)) {
        this.found.push(...circle(name, source, way));
        continue;
      }
      if (way.length === longestWay) {
        this.found.push(...endless(name, source));
        continue;
      }
      if (!this.#isNew(source, site)) continue;
      for (const parsed of parsedIn(source)) this.#parsed(parsed, site, [...way, { name, source }]);
    }
  }

  /** Whether a value or template was not followed yet where these names are. */
  #isNew(one: ValueSource | Template, site: Site): boolean {
    const { play, loopNames, variables, defaults } = site;
    const names = [...loopNames, "", ...variables.keys(), "", ...defaults.keys()];
    const key = [this.#isSelected(site), keyOf(play), ...names].join(" ");
    const followed = this.#followed.get(one) ?? new Set();
    if (followed.has(key)) return false;
    this.#followed.set(one, followed.add(key));
    return true;
  }

  #isSelected({ step, play, isHandler }: Site): boolean {
    return step && !isHandler ? this.#options.isSelected(step) : play.tasks.some(this.#options.isSelected);
  }

  /** Once for each play. */
  #tellPartly(reference: Reference, missing: readonly Host[], site: Site): void {
    const key = `${reference.name} ${keyOf(site.play)}`;
    if (choosesHosts(site) || this.#told.has(key)) return;
    this.#told.add(key);
    this.found.push(partlyDefined(reference, missing));
  }

  /** What may be a slip is told at its place; all other names together. */
  #tellOutside({ name, span }: Reference, names: Iterable<string>): void {
    if (this.#outside.has(name)) return;
    this.#outside.set(name, span);
    const hint = didYouMean(name, names);
    if (hint === undefined) return;
    this.#outside.delete(name);
    const key = `${name} outside`;
    if (!this.#told.has(key)) this.found.push(note("RB2209", outside([name]), { at: span, hint }));
    this.#told.add(key);
  }

  /** One note for all names that are left to the inventory; none where it is there, and a play's hosts are not known or none. */
  finish(): void {
    const [at] = this.#outside.values();
    if (!at || this.#options.inventory) return;
    const hint =
      "They must come from the inventory or -e. With -i INVENTORY, validate tells whether the hosts have them.";
    this.found.push(note("RB2209", outside([...this.#outside.keys()]), { at, hint }));
  }

  /** `groups.web` and `hostvars['web1']` name what must be in the inventory. */
  #members({ name, path: [member], span }: Reference): void {
    const { inventory } = this.#options;
    const known = name === "groups" ? inventory?.groups : name === "hostvars" ? inventory?.hosts : undefined;
    if (!known || member === undefined || known.has(member)) return;
    const what = name === "groups" ? "group" : "host";
    const hint = didYouMean(member, known.keys());
    this.found.push(
      ...problem("RB3002", `there is no ${what} "${member}" in the inventory`, { at: span, hint }).problems,
    );
  }
}

function outside(names: readonly string[]): string {
  return `${names.map((name) => `\`${name}\``).join(", ")} ${names.length === 1 ? "is" : "are"} not defined in the runbook`;
}

/** Plays of one runbook may stand in several files. */
function keyOf({ span }: Play): string {
  return `${span.start} ${span.file.name}`;
}

/** The name is what is missing, not the path behind it. */
function atName(reference: Reference): Reference {
  const { name, span } = reference;
  return { ...reference, span: { ...span, end: Math.min(span.end, span.start + name.length) } };
}

function partlyDefined({ name, span }: Reference, missing: readonly Host[]): Problem {
  const shown = missing.slice(0, 3).map((host) => host.name);
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : "";
  const hint = `Define it there too, or write: when: ${name} is defined.`;
  return lint("RB2208", `\`${name}\` is not defined on ${shown.join(", ")}${more}`, { at: span, hint });
}

function circle(name: string, source: ValueSource, way: Way): readonly Problem[] {
  const hint = `By way of: ${[...way.map((step) => step.name), name].join(" -> ")}.`;
  return problem("RB2005", `the variable "${name}" refers to itself`, { at: source.span, hint }).problems;
}

function endless(name: string, { span }: ValueSource): readonly Problem[] {
  const message = `the variable "${name}" stands at the end of ${longestWay} others that each refer to the next`;
  return problem("RB2006", message, { at: span }).problems;
}

function choosesHosts({ step, around }: Site): boolean {
  const conditions = [...around, ...(step ? [step] : [])].flatMap(({ when }) => when);
  return conditions.some((condition) => referencesOf(condition).some(({ name }) => choosers.has(name)));
}
