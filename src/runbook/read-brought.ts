import { readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { type Candidate, candidateFiles } from "./candidate-files.ts";
import type { Loop, Task } from "./model.ts";
import type { ModuleCall } from "./read-module-call.ts";
import { saidIn } from "./roles/role-part.ts";
import type { StepContext } from "./step-context.ts";
import { compileValue, type ValueSource } from "./value-source.ts";
import { isVariableName, variablesIn } from "./variables-in.ts";

interface BroughtContext extends StepContext {
  readonly loop: Loop | undefined;
}

type Variables = ReadonlyMap<string, ValueSource>;

/** The files that an `include_vars` may bring in, read; nothing for other modules. RB1101, RB2107, RB2108; RB1xxx, RB32xx. */
export async function readBrought(call: ModuleCall, context: BroughtContext): Promise<Task["brings"]> {
  if (call.module.name !== "include_vars") return undefined;
  const { file, dir } = Object.fromEntries(call.parameters);
  const { files, folder, inherited, loop } = context;
  const places = placesOf(context);
  const brings = new Map<string, Variables>();
  const around = { places, files, role: inherited.role, loop };
  const foldersFirst = inherited.role
    ? places
    : [...places].toSorted((one, other) => Number(isVars(one)) - Number(isVars(other)));
  for (const found of dir ? candidateFiles(dir, { ...around, places: foldersFirst, kind: "folder" }) : []) {
    const paths = filesOf(found, { parameters: call.parameters, at: dir?.span ?? call.moduleSpan }, context);
    brings.set(found.name, await variablesOf(paths, call, context));
  }
  for (const { name, path } of file ? candidateFiles(file, around) : []) {
    if (path === undefined) await files.read(name, { from: [...places, folder], at: file?.span ?? call.moduleSpan });
    else brings.set(name, await variablesOf([path], call, context));
  }
  return brings;
}

/** `vars/` and beside it: of the role, of the file that says it, of the runbook. */
function placesOf({ files, folder, inherited: { role } }: BroughtContext): readonly string[] {
  const ofRole = (role?.folders ?? []).slice(0, 1);
  return [...new Set([...ofRole, folder, files.folder])].flatMap((one) => [join(one, "vars"), one]);
}

/** Folders are looked for beside the file first, as in Ansible; files in `vars/` first. */
function isVars(place: string): boolean {
  return basename(place) === "vars";
}

/** The files of a folder; what lies outside of the project is not looked into. */
function filesOf(
  { name, path }: Pick<Candidate, "name" | "path">,
  { parameters, at }: { readonly parameters: ModuleCall["parameters"]; readonly at: Span },
  { files }: BroughtContext,
): readonly string[] {
  if (path === undefined) throw problem("RB2107", `there is no folder "${name}"`, { at });
  files.refuseOutside(path, name, at);
  const depth = numberIn(parameters.get("depth"));
  const endings = textsIn(parameters.get("extensions")) ?? ["yml", "yaml", "json"];
  const paths = filesIn(path, depth > 0 ? depth : Number.POSITIVE_INFINITY);
  return paths.filter((one) => endings.some((ending) => extname(one) === `.${ending.replace(/^\./, "")}`));
}

/** Those of a folder, then those of the folders in it, each in the order of their names, as in Ansible. */
function filesIn(folder: string, depth: number): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
  return depth === 1 ? files : [...files, ...inside.flatMap((one) => filesIn(one, depth - 1))];
}

async function variablesOf(
  paths: readonly string[],
  { parameters, moduleSpan: at }: ModuleCall,
  { files, collector }: BroughtContext,
): Promise<Variables> {
  const variables = new Map<string, ValueSource>();
  for (const path of paths) {
    const read = await files.readAt(path, { at });
    const root = saidIn(read, at);
    if (!root) continue;
    if (root.kind !== "map")
      throw problem("RB1101", `"${read.file.name}" must be a mapping of variables`, { at: root.span });
    const own = parameters.has("name")
      ? root.entries.map(({ key, value }) => [key, compileValue(value)] as const)
      : variablesIn(root.entries, collector);
    for (const [name, source] of own) variables.set(name, source);
  }
  const name = parameters.get("name");
  if (!name) return variables;
  if (name.kind !== "constant" || typeof name.value !== "string" || !isVariableName(name.value)) {
    throw problem("RB1101", '"name" must be a variable\'s name, without templates', { at: name.span });
  }
  return new Map([[name.value, { kind: "map", entries: [...variables], span: name.span }]]);
}

function numberIn(source: ValueSource | undefined): number {
  if (!source) return 0;
  const number = source.kind === "constant" && source.value !== "" ? Number(source.value) : Number.NaN;
  if (Number.isInteger(number)) return number;
  throw notWrittenOut("depth", source);
}

/** One word is a list of one. */
function textsIn(source: ValueSource | undefined): readonly string[] | undefined {
  if (!source) return undefined;
  return (source.kind === "list" ? source.items : [source]).map((item) => {
    if (item.kind === "constant" && typeof item.value === "string") return item.value;
    throw notWrittenOut("extensions", item);
  });
}

function notWrittenOut(name: string, { span }: ValueSource) {
  return problem("RB1101", `"${name}" must be written out: files are read before the run`, { at: span });
}
