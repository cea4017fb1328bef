import type { Span } from "../../source/span.ts";
import { plainName } from "../candidate-files.ts";
import { choiceName } from "../choice-name.ts";
import { Fields } from "../fields.ts";
import { type Inherited, saidTo } from "../inherited.ts";
import { loopKeywords, roleTaskKeywords } from "../keywords.ts";
import type { Block } from "../model.ts";
import { appliedTo } from "../read-apply.ts";
import { readBlockLoop } from "../read-block-loop.ts";
import { readChoice } from "../read-choice.ts";
import { readEntry } from "../read-entry.ts";
import type { StepContext } from "../step-context.ts";
import type { ValueSource } from "../value-source.ts";
import { argumentsIn } from "./arguments-in.ts";
import { knownRole, type NamedRole, namedRoles, roleNaming } from "./named-roles.ts";
import { readRole } from "./read-role.ts";
import type { RoleCall } from "./role-call.ts";

const names = ["import_role", "include_role", "ansible.builtin.import_role", "ansible.builtin.include_role"] as const;

/** Parameters of both; `rolespec_validate` is accepted without effect. */
const parameters = [
  "name",
  "role",
  "tasks_from",
  "vars_from",
  "defaults_from",
  "handlers_from",
  "allow_duplicates",
  "public",
  "rolespec_validate",
];

/** The key that names a role, if there is one. */
export function roleKey(fields: Fields): string | undefined {
  return names.find((key) => fields.entry(key) !== undefined);
}

/** The tasks of a role, as a block. RB1101, RB1102, RB2107 to RB2110; what is wrong in its files goes to the collector. */
export async function readRoleStep(fields: Fields, key: string, context: StepContext): Promise<Block> {
  const isImport = key.endsWith("import_role");
  fields.refuseOthers(isImport ? roleTaskKeywords : [...roleTaskKeywords, ...loopKeywords], "task that names a role");
  const given = new Fields(argumentsIn(fields, key), context.collector);
  given.refuseOthers(isImport ? parameters : [...parameters, "apply"], key);
  const said = saidTo(fields, context.inherited, isImport);
  const { inherited, when } = appliedTo(given, said);
  const loop = isImport ? undefined : readBlockLoop(fields, context);
  const naming = roleNaming(given, key);
  const entry = readEntry(fields, context, naming.text, inherited.tags);
  const block = {
    kind: "block" as const,
    ...entry,
    when: [...entry.when, ...when],
    variables: inherited.variables,
    given: inherited.given,
    isIncluded: !isImport && said.once === undefined,
    loop,
    rescue: [],
    always: [],
  };
  const read = async (named: NamedRole, id: string) => {
    const { steps, once, shared } = await readRole(callOf(given, named, inherited), { ...context, id });
    if (isImport && given.flag("public") !== false) context.roles.share(shared);
    return {
      steps,
      ...(given.flag("allow_duplicates") === false && { once }),
      ...(!isImport && given.flag("public") === true && { shares: shared }),
    };
  };
  const roles = isImport ? [knownRole(naming)] : namedRoles(naming, { context, loop });
  const [only, other] = roles;
  if (only?.isKnown && !other) return { ...block, ...(await read(only, context.id)) };
  const options = roles.map((named) => ({
    name: choiceName(naming.tasks ? [named.name, named.tasks ?? "main"] : [named.name]),
    read: (id: string) => read(named, id),
  }));
  const { role, tasks } = naming;
  const name: ValueSource = tasks ? { kind: "list", items: [role, tasks], span: role.span } : role;
  return readChoice(block, { name, options, at: role.span, isThere: roles.length > 0 }, context);
}

function callOf(given: Fields, { name, at, tasks }: NamedRole, inherited: Inherited): RoleCall {
  const from = Object.fromEntries(
    (["vars", "defaults", "handlers"] as const).flatMap((part) => {
      const file = given.text(`${part}_from`);
      return file === undefined ? [] : [[part, plainName(file, "tasks")]];
    }),
  );
  const variables = [...inherited.variables, ...inherited.given].map(([variable, { span }]) => [
    variable,
    textAt(span),
  ]);
  return {
    name,
    at,
    from: { ...from, ...(tasks !== undefined && { tasks }) },
    inherited,
    variables: new Map(),
    text: variables.length === 0 ? "[]" : JSON.stringify(variables),
  };
}

function textAt({ file, start, end }: Span): string {
  return file.text.slice(start, end);
}
