import { basename } from "node:path";
import { problem } from "../../problems/problem.ts";
import type { Located } from "../../source/located.ts";
import type { IncludedFile } from "../included-files.ts";
import type { Step, Task } from "../model.ts";
import { onlyTasks } from "../only-tasks.ts";
import { readEntry } from "../read-entry.ts";
import type { StepContext, StepsContext } from "../step-context.ts";
import { dependencyPrefix } from "../step-ids.ts";
import type { ValueSource } from "../value-source.ts";
import { variablesIn } from "../variables-in.ts";
import { findRole } from "./find-role.ts";
import type { Role } from "./role.ts";
import type { RoleCall } from "./role-call.ts";
import { roleEntry } from "./role-entry.ts";
import { readRoleMeta } from "./role-meta.ts";
import { type RolePart, readRolePart, saidIn } from "./role-part.ts";
import { toldBy } from "./told-by.ts";

/** A role as read: what its tasks know, and the tasks, those of its dependencies first. */
export interface RoleRead {
  readonly role: Role;
  readonly steps: readonly Step[];
  /** Set where a second call of the same kind does nothing. */
  readonly once: string | undefined;
  /** Its own variables and defaults and those of its dependencies, without those of what led to it. */
  readonly shared: Pick<Role, "variables" | "defaults">;
}

/** Reads a role that is named somewhere. RB2107 to RB2110, RB1xxx; what is wrong in its files goes to the collector. */
export async function readRole(call: RoleCall, context: StepContext): Promise<RoleRead> {
  const { files, roles } = context;
  const folder = findRole(call.name, call.at, { files, folder: context.folder, role: context.inherited.role });
  const place = files.shown(folder);
  if (context.importedBy.includes(place)) {
    const hint = `By way of: ${[...context.importedBy, place].join(" -> ")}.`;
    throw problem("RB2109", `the role "${call.name}" leads to itself`, { at: call.at, hint });
  }
  const meta = await readRoleMeta(folder, call.at, context);
  const key = JSON.stringify([folder, call.from, call.text]);
  const own = await ownPart(folder, call, context);
  const within: StepsContext = { ...context, importedBy: [...context.importedBy, place] };
  const alone = roleOf(folder, { key, own, parent: context.inherited.role });
  const inside = { ...within, inherited: { ...call.inherited, role: alone } };
  const dependencies = await readRoles(meta.dependencies, dependencyPrefix(context.id), inside);
  const shared = joined(...dependencies.shared, own);
  const role = roleOf(folder, { key, own: shared, parent: context.inherited.role });
  const full = { ...within, inherited: { ...call.inherited, role } };
  const part = (name: RolePart["part"], from?: string): RolePart => ({ folder, part: name, from, at: call.at });
  const steps = await stepsIn(part("tasks", call.from.tasks), context.id, full);
  await roles.addHandlers(key, (number) => handlersIn(part("handlers", call.from.handlers), number, full));
  return { role, steps: [...dependencies.steps, ...steps], once: meta.allowsDuplicates ? undefined : key, shared };
}

/** Roles as they are listed, each as a block; ids begin with the prefix. What is wrong goes to the collector. */
export async function readRoles(
  items: readonly Located[],
  prefix: string,
  context: StepsContext,
): Promise<{ readonly steps: readonly Step[]; readonly shared: readonly RoleRead["shared"][] }> {
  const steps: Step[] = [];
  const shared: RoleRead["shared"][] = [];
  for (const [index, item] of items.entries()) {
    const inside = { ...context, id: `${prefix}.${index + 1}` };
    await context.collector.attemptLater(async () => {
      const { call, fields } = roleEntry(item, inside);
      const read = await readRole(call, inside);
      shared.push(read.shared);
      steps.push({
        kind: "block",
        ...readEntry(fields, inside, call.name, call.inherited.tags),
        name: `role ${call.name}`,
        variables: call.inherited.variables,
        given: call.inherited.given,
        role: read.role,
        steps: read.steps,
        rescue: [],
        always: [],
        once: read.once,
      });
    });
  }
  return { steps, shared };
}

type Part = Pick<Role, "variables" | "defaults">;

async function ownPart(folder: string, { at, from, variables }: RoleCall, context: StepContext): Promise<Part> {
  const read = async (part: "defaults" | "vars") => {
    const files = await readRolePart({ folder, part, from: from[part], at }, context.files);
    return joinedMaps(...files.map((file) => variablesOf(file, { at, context })));
  };
  return { defaults: await read("defaults"), variables: joinedMaps(variables, await read("vars")) };
}

function variablesOf(
  file: IncludedFile,
  { at, context }: { readonly at: RoleCall["at"]; readonly context: StepContext },
): ReadonlyMap<string, ValueSource> {
  const root = saidIn(file, at);
  if (!root) return new Map();
  if (root.kind === "map") return variablesIn(root.entries, context.collector);
  throw problem("RB1101", `"${file.file.name}" must be a mapping of variables`, { at: root.span });
}

interface Making {
  readonly key: string;
  readonly own: Part;
  /** The role that led to it. */
  readonly parent: Role | undefined;
}

function roleOf(folder: string, { key, own, parent }: Making): Role {
  const naming = {
    name: basename(folder),
    folders: [folder, ...(parent?.folders ?? [])],
    parents: parent ? [parent.name, ...parent.parents] : [],
  };
  const outer = parent ?? { variables: new Map(), defaults: new Map() };
  return { ...naming, keys: [key, ...(parent?.keys ?? [])], told: toldBy(naming), ...joined(outer, own) };
}

/** Later ones win. */
function joined(...parts: readonly Part[]): Part {
  return {
    variables: joinedMaps(...parts.map(({ variables }) => variables)),
    defaults: joinedMaps(...parts.map(({ defaults }) => defaults)),
  };
}

function joinedMaps(...maps: readonly ReadonlyMap<string, ValueSource>[]): ReadonlyMap<string, ValueSource> {
  return new Map(maps.flatMap((map) => [...map]));
}

async function stepsIn(part: RolePart, prefix: string, context: StepsContext): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const found of await readRolePart(part, context.files)) {
    const root = saidIn(found, part.at);
    if (root && root.kind !== "list") {
      throw problem("RB2103", "a file of tasks must be a list of tasks", { at: root.span });
    }
    if (root) steps.push(...(await context.readSteps(root.items, prefix, { ...context, folder: found.folder })));
  }
  return steps;
}

async function handlersIn(part: RolePart, number: number, context: StepsContext): Promise<readonly Task[]> {
  const steps = await stepsIn(part, `${context.roles.prefix}.${number}`, context);
  return onlyTasks(steps, context.collector);
}
