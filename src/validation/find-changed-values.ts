import type { Inventory } from "../inventory/model.ts";
import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import type { Kind } from "../schema/kind.ts";
import { entryOf, type Located, type LocatedScalar } from "../source/located.ts";
import type { Site } from "./site.ts";

/** Numbers that may be meant as text: with a zero before or behind, with an exponent (`12e5` may be a commit), `0o17`. */
const doubtful = /^[-+]?(?:0\d+|\d+\.\d*0|(?:\d+(?:\.\d*)?|\.\d+)[eE][-+]?\d+|0o[0-7]+)$/;

/** Types of parameters for which a number is a number, however it is written. */
const numeric: ReadonlySet<string> = new Set(["whole number", "number", "duration", "mode"]);

/**
 * Values that are not what they look like: RB2206 for numbers that lose digits (`1.10` is 1.1, `007` is 7), RB2207 for words
 * that YAML 1.1, and so Ansible, takes for true and false.
 */
export function findChangedValues(sites: readonly Site[], inventory: Inventory | undefined): readonly Problem[] {
  const variables = [...sites.flatMap(variablesAt), ...(inventory ? variablesIn(inventory) : [])];
  return [
    ...sites
      .flatMap((site) => [...parametersAt(site), ...itemsAt(site)])
      .flatMap(scalarsIn)
      .flatMap(lostDigits),
    ...variables.flatMap(scalarsIn).flatMap((scalar) => [...lostDigits(scalar), ...oldWord(scalar)]),
  ];
}

function parametersAt({ step }: Site): readonly Located[] {
  if (step?.kind !== "task" || !step.written) return [];
  const { module } = step;
  const maps = step.written.entries
    .filter(({ key, keySpan }) => key === "args" || keySpan === step.moduleSpan)
    .map(({ value }) => value);
  return maps.flatMap((value) => {
    if (value.kind !== "map") return [];
    return value.entries.filter(({ key }) => !isNumeric(module.parameters[key])).map((entry) => entry.value);
  });
}

/** What a loop goes over, and what commands find in their environment. */
function itemsAt({ step, play }: Site): readonly Located[] {
  const { entries = [] } = (step ? step.written : play.written) ?? {};
  const found = entries.filter(({ key }) => key === "loop" || key === "environment" || key.startsWith("with_"));
  return found.map(({ value }) => value);
}

function isNumeric(kind: Kind<unknown> | undefined): boolean {
  return kind !== undefined && (numeric.has(kind.type) || kind.refused === true);
}

function variablesAt({ play, step }: Site): readonly Located[] {
  const written = step ? step.written : play.written;
  const found = written && entryOf(written, "vars")?.value;
  return found ? [found] : [];
}

function variablesIn({ groups, hosts }: Inventory): readonly Located[] {
  const ofGroups = [...groups.values()].flatMap(({ variables }) => [...variables.values()]);
  const ofHosts = [...hosts.values()].flatMap(({ name, variables }) => {
    return [...variables.values()].filter(({ by }) => by === `host ${name}`);
  });
  return [...ofGroups, ...ofHosts].map(({ value }) => value);
}

/** Without those of vaulted files: they are texts, and nobody may read them. */
function scalarsIn(located: Located): readonly LocatedScalar[] {
  if (located.kind === "scalar") return located.span.file.vaulted ? [] : [located];
  const inside = located.kind === "list" ? located.items : located.entries.map(({ value }) => value);
  return inside.flatMap(scalarsIn);
}

function lostDigits({ value, source, quoted, span }: LocatedScalar): readonly Problem[] {
  if (typeof value !== "number" || quoted || !doubtful.test(source)) return [];
  const hint = `For a version or another text, write it between quotes: "${source}".`;
  return [lint("RB2206", `${source} is the number ${value}`, { at: span, hint })];
}

function oldWord({ value, source, quoted, span }: LocatedScalar): readonly Problem[] {
  if (typeof value !== "string" || quoted || !/^(?:yes|no|on|off)$/i.test(source) || isIni(span.file.name)) return [];
  const meant = /^(?:yes|on)$/i.test(source) ? "true" : "false";
  const hint = `Write ${meant}, or "${source}" between quotes.`;
  return [lint("RB2207", `"${source}" is text here, and ${meant} in Ansible`, { at: span, hint })];
}

/** Ansible takes these words for text in an INI inventory too. */
function isIni(name: string): boolean {
  return !/\.(?:ya?ml|json)$/i.test(name);
}
