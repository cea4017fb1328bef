import { nearest } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import type { Located, LocatedEntry, LocatedMap } from "../../source/located.ts";
import { Fields } from "../fields.ts";
import { inheritedBy } from "../inherited.ts";
import { foreignKeywords, roleKeywords } from "../keywords.ts";
import type { StepContext } from "../step-context.ts";
import { variablesIn } from "../variables-in.ts";
import type { RoleCall } from "./role-call.ts";
import { roleName } from "./role-name.ts";

const names = ["role", "name"];

/** What only tells where a dependency was fetched from. */
const origins = ["src", "scm", "version"];

/** An entry of `roles` or of a role's dependencies: a name, or a mapping; keys that are no keywords are given to the role. */
export function roleEntry(
  located: Located,
  context: StepContext,
): { readonly call: RoleCall; readonly fields: Fields } {
  const map: LocatedMap = located.kind === "map" ? located : { kind: "map", entries: [], span: located.span };
  const fields = new Fields(map, context.collector);
  const named = located.kind === "map" ? names.flatMap((key) => fields.entry(key)?.value ?? []).at(0) : located;
  const parameters = map.entries.filter(isParameter);
  const own = names.slice(fields.entry("role") ? 0 : 1);
  fields.refuseOthers([...own, ...origins, ...roleKeywords, ...parameters.map(({ key }) => key)], "role");
  const { inherited: outer } = context;
  const inherited = inheritedBy(fields, outer);
  const given = new Map([...outer.given, ...variablesIn(parameters, context.collector)]);
  if (!named) throw problem("RB1102", "an entry of roles needs the name of a role", { at: located.span });
  const call: RoleCall = {
    name: roleName(named),
    at: named.span,
    from: {},
    inherited: { ...inherited, variables: outer.variables, given },
    variables: fields.variables("vars"),
    text: JSON.stringify(map.entries.filter(({ key }) => !names.includes(key)).map(written)),
  };
  return { call, fields };
}

/** What is nearly a keyword is a slip. */
function isParameter({ key }: LocatedEntry): boolean {
  const known = [...names, ...origins, ...roleKeywords];
  return !known.includes(key) && !foreignKeywords.has(key) && nearest(key, roleKeywords) === undefined;
}

function written({ key, value: { span } }: LocatedEntry): readonly string[] {
  return [key, span.file.text.slice(span.start, span.end)];
}
