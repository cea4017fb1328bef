import { filters } from "../filters/filters.ts";
import { functions } from "../functions.ts";
import { jsonText } from "../json-text.ts";
import { leftOut } from "../left-out.ts";
import { lookups } from "../lookups/lookups.ts";
import { methods } from "../methods.ts";
import { type Signature, signature } from "../signature.ts";
import { tests } from "../tests/tests.ts";
import type { Value } from "../value.ts";
import { functionNotes, lookupNotes, methodNotes } from "./other-notes.ts";
import type { Note, Section } from "./section.ts";
import { testNotes } from "./test-notes.ts";
import { textNotes } from "./text-notes.ts";
import { valueNotes } from "./value-notes.ts";

type Signatures = ReadonlyMap<string, { readonly takes: Signature }>;

const presence: Signatures = new Map(["defined", "undefined"].map((name) => [name, { takes: signature("") }]));

/** The reference page of everything that an expression can name, with what it takes, an example, and what is left out. */
export function expressionsPage(): string {
  return [
    "# Expressions",
    "Filters, tests, lookups, functions and methods, with an example of each and what it gives. How expressions are written:\n[Writing runbooks](../guide/writing-runbooks.md#expressions). After a name stands what it takes: `name?` may be left out,\n`name=` is given by its name, `...` takes any number. `ansible.builtin.` before a name is accepted.",
    "## Filters",
    ...[...valueNotes, ...textNotes].map((section) => notesOf(section, filters)),
    "## Tests",
    ...testNotes.map((section) => notesOf(section, new Map([...tests, ...presence]))),
    "## Lookups",
    "A lookup reads on the machine that runs the program, when the value is needed. `lookup(name, term)` gives what is found for the\nterm; for several terms their texts with commas between them. `query(name, term)` and `wantlist=true` give a list. With\n`errors='ignore'` a file that is not there is none.",
    lookupList(),
    notesOf(functionNotes, functions, "##"),
    notesOf(methodNotes, methods, "##"),
    "## Left out",
    "What Ansible has and runbooks do not, and what to write instead.",
    leftOutList(),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function notesOf({ title, notes }: Section, signatures: Signatures, level = "###"): string {
  const lines = Object.entries(notes).map(([name, note]) => noteLine(name, note, signatures.get(name)?.takes));
  return [`${level} ${title}`, lines.join("\n")].join("\n\n");
}

function noteLine(name: string, [says, example, gives]: Note, takes: Signature | undefined): string {
  return `- \`${name}${argumentsOf(takes)}\`: ${says} ${code(example)} gives ${code(shown(gives))}.`;
}

function argumentsOf(takes: Signature | undefined): string {
  if (!takes) return "";
  const mark = (name: string) => (takes.required.has(name) ? name : `${name}?`);
  const onlyNamed = [...takes.names].filter((name) => !takes.positional.includes(name));
  const words = [
    ...takes.positional.map(mark),
    ...(takes.rest ? ["..."] : []),
    ...onlyNamed.map((name) => `${name}=`),
    ...(takes.anyName ? ["name=..."] : []),
  ];
  return words.length === 0 ? "" : `(${words.join(", ")})`;
}

function lookupList(): string {
  const lines = Object.entries(lookupNotes).map(([name, [says, example]]) => {
    const options = [...(lookups.get(name)?.takes.names ?? [])].map((option) => `\`${option}\``);
    return `- \`${name}\` (${options.join(", ")}): ${says} ${code(example)}.`;
  });
  return lines.join("\n");
}

function leftOutList(): string {
  return [...leftOut].map(([name, why]) => `- the ${name.replace(/ (.*)/, " `$1`")}: ${why}`).join("\n");
}

function shown(value: Value): string {
  return jsonText(value);
}

/** Text between backquotes, more of them where it has some itself. */
function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}
