import { existsSync, readdirSync, statSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import type { TemplatePart } from "../expression/ast.ts";
import { evaluate } from "../expression/evaluate.ts";
import { referencesOf } from "../expression/references.ts";
import { layered, type Scope, scopeOf } from "../expression/scope.ts";
import { textOf } from "../expression/text-of.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { loopItems } from "./loop-items.ts";
import type { Loop } from "./model.ts";
import type { Role } from "./roles/role.ts";
import { evaluateSource, isConstant, type ValueSource } from "./value-source.ts";

/** A file that a name may mean: as it is named in a run, and where it is; left out where it is not there. */
export interface Candidate {
  readonly name: string;
  readonly path: string | undefined;
}

/** What is known of a name before a run. */
export interface NamePlace {
  /** Absolute folders in which its file may be; the first wins. */
  readonly places: readonly string[];
  /** The runbook's folder. */
  readonly folder: string;
  readonly role: Role | undefined;
  readonly loop?: Loop | undefined;
}

const mostFiles = 10_000;

/** The name of a file as runs and readers both write it. */
export function plainName(name: string): string {
  return posix.normalize(name);
}

/**
 * The files that a name may mean: those that it is known to be, or all that match what is written beside its expressions, each of which
 * stands for something without a slash. RB1101 where too little is written to tell.
 */
export function candidateFiles(source: ValueSource, place: NamePlace): readonly Candidate[] {
  const known = knownNames(source, place);
  if (known) return [...new Set(known)].map((name) => ({ name, path: find(name, place.places) }));
  return matching(source, place);
}

/** `undefined` where a host decides. */
function knownNames(source: ValueSource, { folder, role, loop }: NamePlace): readonly string[] | undefined {
  if (source.kind === "constant") return [nameIn(source, nothing)];
  const fixed = fixedScope(folder, role);
  const items = loop && isConstant(loop.source) ? loopItems(loop, nothing) : undefined;
  const scopes = Array.isArray(items) ? items.map((item) => layered(itemScope(loop, item), fixed)) : [fixed];
  const names = scopes.map((scope) => knownName(source, scope));
  return names.every((name) => name !== undefined) ? names : undefined;
}

function itemScope(loop: Loop | undefined, item: Value): Scope {
  return scopeOf(valueMap(loop ? [[loop.variable, item]] : []));
}

/** What no host and no flag changes. */
function fixedScope(folder: string, role: Role | undefined): Scope {
  return scopeOf(valueMap([["playbook_dir", folder], ...(role?.told ?? [])]));
}

function knownName(source: ValueSource, scope: Scope): string | undefined {
  if (source.kind !== "template" || !areKnown(source.template, scope)) return undefined;
  try {
    return nameIn(source, scope);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function areKnown(parsed: Parameters<typeof referencesOf>[0], scope: Scope): boolean {
  return referencesOf(parsed).every(({ name }) => scope.lookup(name) !== undefined);
}

function nameIn(source: ValueSource, scope: Scope): string {
  const text = textOf(evaluateSource(source, scope));
  if (typeof text === "string" && text !== "") return plainName(text);
  throw problem("RB1101", "this must be the name of a file", { at: source.span });
}

function matching(source: ValueSource, { places, folder, role }: NamePlace): readonly Candidate[] {
  const parts = source.kind === "template" ? source.template.parts : [];
  const literals = parts.map((part) => literal(part, fixedScope(folder, role)));
  if (!literals.some((text) => text !== undefined && /[^./]/.test(text.replace(/\.(ya?ml|json|j2)$/, "")))) {
    throw problem("RB1101", "nothing of this name is known before the run", {
      at: source.span,
      hint: "Files are read before the run. Write a part of the name out: setup-{{ os }}.yml is one of the files setup-*.yml.",
    });
  }
  const pattern = new RegExp(`^${literals.map((text) => (text === undefined ? "[^/]+" : escaped(text))).join("")}$`);
  const first = literals.indexOf(undefined);
  const before = literals.slice(0, first).join("");
  const base = before.slice(0, before.lastIndexOf("/") + 1);
  const found = new Map<string, string>();
  for (const place of isAbsolute(base) ? [""] : places) {
    for (const file of filesIn(join(place, base))) {
      const name = `${base}${file}`;
      if (pattern.test(name) && !found.has(plainName(name))) found.set(plainName(name), join(place, name));
    }
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, path]) => ({ name, path }));
}

/** The text of a part that is known; `undefined` for what only a run tells. */
function literal(part: TemplatePart, scope: Scope): string | undefined {
  if (part.kind === "text") return part.text;
  if (part.kind !== "output" || !areKnown(part.expression, scope)) return undefined;
  try {
    const text = textOf(evaluate(part.expression, scope));
    return typeof text === "string" ? text : undefined;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function find(name: string, places: readonly string[]): string | undefined {
  const paths = isAbsolute(name) ? [name] : places.map((place) => join(place, name));
  return paths.find((path) => existsSync(path) && statSync(path).isFile());
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const files: string[] = [];
  const folders = [""];
  for (let next = folders.shift(); next !== undefined && files.length < mostFiles; next = folders.shift()) {
    for (const entry of readdirSync(join(folder, next), { withFileTypes: true })) {
      const name = next === "" ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith(".")) folders.push(name);
      else if (!entry.isDirectory()) files.push(name);
    }
  }
  return files;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const nothing: Scope = { lookup: () => undefined, names: () => [] };
