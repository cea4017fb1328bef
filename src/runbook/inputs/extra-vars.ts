import { problem } from "../../problems/problem.ts";
import { assertPrivateFile } from "../../secrets/assert-private-file.ts";
import { SecretText } from "../../secrets/secret-text.ts";
import { vaultedText } from "../../secrets/vault/vaulted-text.ts";
import type { Located, LocatedEntry } from "../../source/located.ts";
import { locatedText } from "../../source/located-text.ts";
import { fileWithout, maskedFile } from "../../source/masked-file.ts";
import { readSourceFile } from "../../source/read-source-file.ts";
import { readYaml } from "../../source/read-yaml.ts";
import { refusedKeys } from "../../source/refused-keys.ts";
import { shellWords } from "../../source/shell-words.ts";
import type { Opener, SourceFile, Span } from "../../source/span.ts";
import type { Input } from "./input.ts";

/** What `-e` gave. Secret inputs are secrets from here on; all else may hold templates. */
export interface ExtraVars {
  readonly values: ReadonlyMap<string, Located | SecretText>;
  /** Where each value stands, in a text without secrets. */
  readonly places: ReadonlyMap<string, Span>;
}

/** What it takes to understand `-e`: the declared inputs, and where relative paths begin. */
export interface ExtraVarsContext {
  readonly inputs: readonly Input[];
  readonly resolvePath: (path: string) => string;
  /** Opens what is vaulted in files. */
  readonly vault?: Opener | undefined;
}

/**
 * Reads `-e` options in order, later ones win: `name=value` (several, shell quoting, all text), a JSON or YAML mapping, or
 * `@FILE`. RB3103 for a secret on the command line, RB3104 for a file with secrets that others can read, RB8001 otherwise.
 */
export async function readExtraVars(args: readonly string[], context: ExtraVarsContext): Promise<ExtraVars> {
  const secrets = new Set(context.inputs.filter((input) => input.secret).map((input) => input.name));
  const values = new Map<string, Located | SecretText>();
  const places = new Map<string, Span>();
  for (const arg of args) {
    const entries = arg.startsWith("@") ? await entriesOfFile(arg.slice(1), secrets, context) : entriesOf(arg, secrets);
    for (const { key, value } of entries) {
      values.set(key, secrets.has(key) && arg.startsWith("@") ? secretOf(key, value) : value);
      places.set(key, value.span);
    }
  }
  return { values, places };
}

async function entriesOfFile(
  name: string,
  secrets: ReadonlySet<string>,
  { resolvePath, vault }: ExtraVarsContext,
): Promise<readonly LocatedEntry[]> {
  const path = resolvePath(name);
  const file = await readSourceFile(path, name, vault);
  if (secrets.size === 0 || file.vaulted) return mappingOf(file, file.vaulted ? maskedFile(file) : file);
  const found = mappingOf(file, maskedFile(file)).filter(({ key }) => secrets.has(key));
  const isPlain = (value: Located) => value.kind !== "scalar" || value.tag !== "!vault";
  if (found.some(({ value }) => isPlain(value))) await assertPrivateFile(path, name);
  const shown = fileWithout(
    file,
    found.map(({ value }) => value.span),
  );
  return mappingOf(file, shown);
}

function entriesOf(arg: string, secrets: ReadonlySet<string>): readonly LocatedEntry[] {
  const file = { name: "-e", text: arg };
  const shown = secrets.size === 0 ? file : maskedArgument(arg);
  const entries = /^\s*[{[]/.test(arg) ? mappingOf(file, shown) : assignments(file, shown);
  const secret = entries.find(({ key }) => secrets.has(key))?.key;
  if (secret === undefined) return entries;
  throw problem("RB3103", `the secret "${secret}" was given on the command line, where others can read it`, {
    hint: `put it into a file (chmod 600) and use -e @FILE, or into the environment as ${environmentName(secret)}, or answer the prompt`,
  });
}

function maskedArgument(arg: string): SourceFile {
  return { name: "-e", text: arg.replace(/\S/g, "*"), masked: true };
}

function mappingOf(file: SourceFile, shown: SourceFile = file): readonly LocatedEntry[] {
  const located = readYaml(file, shown);
  if (located.kind === "map") return located.entries;
  throw problem("RB1101", "extra variables must be a mapping", { at: located.span, hint: 'write "name: value" lines' });
}

function assignments(file: SourceFile, shown: SourceFile): readonly LocatedEntry[] {
  return (shellWords(file.text, { comments: false }) ?? [undefined]).map((word) => {
    const equals = word?.text.indexOf("=") ?? -1;
    if (!word || equals < 1) {
      const hint = "-e takes name=value, a JSON mapping, or @FILE; put quotes around values with blanks";
      throw problem("RB8001", "-e cannot be understood", { hint });
    }
    const key = word.text.slice(0, equals);
    if (refusedKeys.has(key)) {
      throw problem("RB1007", `the name "${key}" is not allowed`, { hint: "choose another name" });
    }
    const span = { file: shown, start: 0, end: shown.text.length };
    const value = word.text.slice(equals + 1);
    return { key, keySpan: span, value: locatedText({ value, text: value, style: "quoted", span, real: file }) };
  });
}

function secretOf(name: string, value: Located): SecretText {
  const vaulted = value.kind === "scalar" ? vaultedText(value) : undefined;
  if (vaulted) return new SecretText(name, () => vaulted.reveal());
  if (value.kind === "scalar" && value.value !== null) return new SecretText(name, value.source);
  throw problem("RB3102", `the secret input "${name}" must be text`, { at: value.span });
}

/** The environment variable that gives an input its value. */
export function environmentName(input: string): string {
  return `RUNBOOK_INPUT_${input.toUpperCase()}`;
}
