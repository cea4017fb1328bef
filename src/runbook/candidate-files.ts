import { existsSync, readdirSync, statSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import type { TemplatePart } from "../expression/ast.ts";
import { evaluate } from "../expression/evaluate.ts";
import { referencesOf } from "../expression/references.ts";
import { layered, type Scope, scopeOf } from "../expression/scope.ts";
import { textOf } from "../expression/text-of.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { IncludedFiles } from "./included-files.ts";
import { loopItems } from "./loop-items.ts";
import type { Loop } from "./model.ts";
import type { Role } from "./roles/role.ts";
import { evaluateSource, isConstant, type ValueSource } from "./value-source.ts";

/** A file or folder that a name may mean: as it is named in a run, and where it is; left out where it is not there. */
export interface Candidate {
  readonly name: string;
  readonly path: string | undefined;
  /** It is known to be named, by every host or for some item; else it only may be. */
  readonly isKnown: boolean;
}

/** What is known of a name before a run. */
export interface NamePlace {
  /** Absolute folders in which its file may be; the first wins. */
  readonly places: readonly string[];
  /** What it names: a file, a folder, or a file of tasks whose ending may be left out. */
  readonly kind?: NamedKind;
  readonly files: IncludedFiles;
  readonly role: Role | undefined;
  readonly loop?: Loop | undefined;
}

/** What a name may name. */
export type NamedKind = "file" | "folder" | "tasks";

const mostFiles = 10_000;

/** The name of a file as runs and readers both write it. */
export function plainName(name: string, kind: NamedKind = "file"): string {
  const plain = posix.normalize(name);
  return kind === "tasks" ? plain.replace(/\.(ya?ml|json)$/, "") : plain;
}

/**
 * The files that a name may mean: those that it is known to be, or all that match what is written beside its expressions, each of which
 * stands for something without a slash. RB2111 where too little is written to tell.
 */
export function candidateFiles(source: ValueSource, place: NamePlace): readonly Candidate[] {
  const known = knownNames(source, place);
  const { kind = "file", places } = place;
  if (known) {
    return [...new Set(known)].map((name) => ({
      name: plainName(name, kind),
      path: find(name, kind, places),
      isKnown: true,
    }));
  }
  return matching(source, place);
}

/** The name of a file, where it says no more of a run than where the runbook is; `undefined` where a host or a flag decides. */
export function nameBeforeRun(source: ValueSource, { folder }: Pick<IncludedFiles, "folder">): string | undefined {
  if (source.kind === "constant") return typeof source.value === "string" ? source.value : undefined;
  return knownName(source, fixedScope(folder, undefined));
}

/** `undefined` where a host decides. */
function knownNames(source: ValueSource, { files, role, loop }: NamePlace): readonly string[] | undefined {
  if (source.kind === "constant") return [nameIn(source, nothing)];
  const fixed = fixedScope(files.folder, role);
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

function matching(source: ValueSource, { places, files, role, kind = "file" }: NamePlace): readonly Candidate[] {
  const parts = source.kind === "template" ? source.template.parts : [];
  const literals = parts.map((part) => literal(part, fixedScope(files.folder, role)));
  if (
    kind !== "tasks" &&
    !literals.some((text) => text !== undefined && /[^./]/.test(text.replace(/\.(ya?ml|json|j2)$/, "")))
  ) {
    throw problem("RB2111", "nothing of this name is known before the run", {
      at: source.span,
      hint: "Files are read before the run. Write a part of the name out: setup-{{ os }}.yml is one of the files setup-*.yml.",
    });
  }
  const pattern = new RegExp(`^${literals.map((text) => (text === undefined ? "[^/]*" : escaped(text))).join("")}$`);
  const first = literals.indexOf(undefined);
  const before = literals.slice(0, first).join("");
  const base = before.slice(0, before.lastIndexOf("/") + 1);
  const found = new Map<string, string>();
  const folders = (isAbsolute(base) ? [base] : places.map((place) => join(place, base))).filter((one) =>
    existsSync(one),
  );
  if (folders.length > 0 && !folders.some((one) => files.contains(one))) {
    throw problem("RB2108", "this name leads out of the runbook's folder", { at: source.span });
  }
  for (const folder of folders.filter((one) => files.contains(one))) {
    for (const file of kind === "folder" ? foldersIn(folder) : filesIn(folder)) {
      const name = plainName(`${base}${file}`, kind);
      const isMeant = pattern.test(name) || pattern.test(`${base}${file}`);
      if (isMeant && !found.has(name)) found.set(name, join(folder, file));
    }
  }
  return [...found]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, path]) => ({ name, path, isKnown: false }));
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

function find(name: string, kind: NamedKind, places: readonly string[]): string | undefined {
  const endings = kind === "tasks" ? ["", ".yml", ".yaml", ".json"] : [""];
  const paths = isAbsolute(name) ? [name] : places.map((place) => join(place, name));
  return paths
    .flatMap((path) => endings.map((ending) => `${path}${ending}`))
    .find((path) => existsSync(path) && statSync(path).isDirectory() === (kind === "folder"));
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
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
