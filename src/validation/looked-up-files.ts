import type { Template } from "../expression/ast.ts";
import { type FileLookup, fileLookupsIn } from "../expression/file-lookups.ts";
import { parseTemplate } from "../expression/parse-template.ts";
import { sourceText } from "../expression/source-text.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import { withPlace } from "../problems/with-place.ts";
import type { Role } from "../runbook/roles/role.ts";
import type { Parsed } from "./site.ts";
import type { Surroundings } from "./surroundings.ts";

/** A template that a lookup leads to, and the names that it sees besides the variables. */
export interface LookedUpTemplate {
  readonly template: Template;
  /** Left out where only a run can tell them. */
  readonly gives: ReadonlySet<string> | undefined;
}

/** What the lookups of a place lead to. */
export interface LookedUp {
  readonly templates: readonly LookedUpTemplate[];
  readonly problems: readonly Problem[];
}

/** The files that lookups name in so many words; each is read and parsed once. */
export class LookedUpFiles {
  readonly #readBeside: Surroundings["readBeside"];
  readonly #lookups = new Map<Parsed, readonly FileLookup[]>();
  readonly #templates = new Map<unknown, Template>();

  constructor({ readBeside }: Pick<Surroundings, "readBeside">) {
    this.#readBeside = readBeside;
  }

  /** RB2107 for files that are not there; RB2001 and RB2004 for templates that cannot be understood. */
  of(parsed: Parsed, role: Role | undefined): LookedUp {
    const templates: LookedUpTemplate[] = [];
    const problems: Problem[] = [];
    for (const lookup of this.#lookupsIn(parsed)) {
      try {
        const template = this.#find(lookup, role);
        if (template) templates.push({ template, gives: lookup.gives });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(...error.problems.filter(({ code }) => !(lookup.lenient && code === "RB2107")));
      }
    }
    return { templates, problems };
  }

  /** The same texts, and all templates that they lead to. */
  with(parsed: readonly Parsed[], role: Role | undefined): ReadonlySet<Parsed> {
    const all = new Set(parsed);
    for (const one of all) for (const { template } of this.of(one, role).templates) all.add(template);
    return all;
  }

  #lookupsIn(parsed: Parsed): readonly FileLookup[] {
    const lookups = this.#lookups.get(parsed) ?? fileLookupsIn(parsed);
    this.#lookups.set(parsed, lookups);
    return lookups;
  }

  #find({ folder, name, span }: FileLookup, role: Role | undefined): Template | undefined {
    const file = withPlace(span, () => this.#readBeside(name, folder, role));
    if (folder === "files") return undefined;
    const template = this.#templates.get(file) ?? parseTemplate(sourceText(file.name, file.text));
    this.#templates.set(file, template);
    return template;
  }
}
