import { problem } from "../../problems/problem.ts";
import { Fields } from "../fields.ts";
import { saidTo } from "../inherited.ts";
import { loopKeywords, roleTaskKeywords } from "../keywords.ts";
import type { Block } from "../model.ts";
import { type Applied, appliedTo } from "../read-apply.ts";
import { readBlockLoop } from "../read-block-loop.ts";
import { readEntry } from "../read-entry.ts";
import type { StepContext } from "../step-context.ts";
import { argumentsIn } from "./arguments-in.ts";
import { readRole } from "./read-role.ts";
import type { RoleCall } from "./role-call.ts";
import { roleName } from "./role-name.ts";

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
  const applied = appliedTo(given, saidTo(fields, context.inherited, isImport));
  const call = callOf(given, applied, key);
  const { steps, once, shared } = await readRole(call, context);
  if (isImport && given.flag("public") !== false) context.roles.share(shared);
  const entry = readEntry(fields, context, call.name, applied.inherited.tags);
  return {
    kind: "block",
    ...entry,
    when: [...entry.when, ...applied.when],
    variables: applied.inherited.variables,
    given: applied.inherited.given,
    steps,
    rescue: [],
    always: [],
    ...(given.flag("allow_duplicates") === false && { once }),
    ...(isImport ? {} : { loop: readBlockLoop(fields, context) }),
    ...(!isImport && given.flag("public") === true && { shares: shared }),
  };
}

function callOf(given: Fields, { inherited }: Applied, key: string): RoleCall {
  const named = given.entry("name") ?? given.entry("role");
  if (!named) throw problem("RB1102", `"${key}" needs the name of a role`, { at: given.map.span });
  const from = Object.fromEntries(
    (["tasks", "vars", "defaults", "handlers"] as const).flatMap((part) => {
      const file = given.text(`${part}_from`);
      return file === undefined ? [] : [[part, file.replace(/\.(ya?ml|json)$/, "")]];
    }),
  );
  const variables = [...inherited.variables, ...inherited.given].map(([name, { span }]) => [name, textAt(span)]);
  return {
    name: roleName(named.value),
    at: named.value.span,
    from,
    inherited,
    variables: new Map(),
    text: variables.length === 0 ? "[]" : JSON.stringify(variables),
  };
}

function textAt({
  file,
  start,
  end,
}: {
  readonly file: { readonly text: string };
  start: number;
  end: number;
}): string {
  return file.text.slice(start, end);
}
