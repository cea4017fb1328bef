import { join } from "node:path";
import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { candidateFiles, plainName } from "../candidate-files.ts";
import type { Fields } from "../fields.ts";
import type { Loop } from "../model.ts";
import type { StepContext } from "../step-context.ts";
import { compileValue, type ValueSource } from "../value-source.ts";
import { findRole, placesOfRoles } from "./find-role.ts";
import { roleName } from "./role-name.ts";

/** How a task names a role: the role, and its file of tasks where that holds an expression. */
export interface RoleNaming {
  readonly role: ValueSource;
  readonly tasks: ValueSource | undefined;
  /** The file of tasks as written, where it is no expression. */
  readonly from: string | undefined;
  /** The role's name as written. */
  readonly text: string;
  /** The name where it is no expression. */
  known(): string;
}

/** A role that may be named, with its file of tasks where that is not `main`. */
export interface NamedRole {
  readonly name: string;
  readonly tasks: string | undefined;
  readonly at: Span;
  readonly isKnown: boolean;
}

/** Takes `name` and `tasks_from` of the task at a key. RB1101, RB1102. */
export function roleNaming(given: Fields, key: string): RoleNaming {
  const named = given.entry("name")?.value ?? given.entry("role")?.value;
  if (!named) throw problem("RB1102", `"${key}" needs the name of a role`, { at: given.map.span });
  const tasks = given.value("tasks_from");
  return {
    role: compileValue(named),
    tasks: tasks?.kind === "constant" ? undefined : tasks,
    from: tasks?.kind === "constant" ? plainName(given.text("tasks_from") ?? "", "tasks") : undefined,
    text: named.kind === "scalar" ? named.source : "",
    known: () => roleName(named),
  };
}

/** The role, where it is named without templates. RB1101. */
export function knownRole({ role, tasks, from, known }: RoleNaming): NamedRole {
  if (tasks) throw problem("RB1101", '"tasks_from" of an import must be without templates', { at: tasks.span });
  return { name: known(), tasks: from, at: role.span, isKnown: true };
}

/** The roles that a name may mean, each with the files of tasks that may be meant. RB1101, RB2110. */
export function namedRoles(
  naming: RoleNaming,
  { context, loop }: { readonly context: StepContext; readonly loop: Loop | undefined },
): readonly NamedRole[] {
  const { role: source, tasks, from } = naming;
  const { files, folder, inherited, importedBy } = context;
  const where = { files, folder, role: inherited.role };
  const about = { files, role: inherited.role, loop };
  const isAround = (path: string) => importedBy.includes(files.shown(path));
  const named =
    source.kind === "template"
      ? candidateFiles(source, { ...about, places: placesOfRoles(where), kind: "folder" })
      : [{ name: naming.known(), path: undefined, isKnown: true }];
  return named.flatMap(({ name, path, isKnown }): readonly NamedRole[] => {
    if (path !== undefined && !isKnown && isAround(path)) return [];
    const at = source.span;
    if (!tasks) return [{ name, tasks: from, at, isKnown }];
    const places = [join(path ?? findRole(name, at, where), "tasks")];
    const found = candidateFiles(tasks, { ...about, places, kind: "tasks" });
    return found.map((one) => ({ name, tasks: one.name, at, isKnown: isKnown && one.isKnown }));
  });
}
