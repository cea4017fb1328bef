import type { Module } from "../modules/contract/define-module.ts";
import type { Collector } from "../problems/collector.ts";
import { formNote } from "../problems/form-note.ts";
import { problem } from "../problems/problem.ts";
import type { LocatedEntry, LocatedScalar } from "../source/located.ts";
import { splitWords, type Word } from "./split-words.ts";

/** Words with these names are parameters in a free text, too: the ones that Ansible takes out of it. */
const besideFreeText: ReadonlySet<string> = new Set([
  "creates",
  "removes",
  "chdir",
  "executable",
  "stdin",
  "stdin_add_newline",
  "strip_empty_ends",
]);

/**
 * The parameters in a text like `dest=/etc/motd mode=0644`; of a module that takes a free text, some of its parameters, the rest is
 * that text. RB1101 for a word that is neither. A note says how to write it: RB2211 for parameters, RB2212 for a command.
 */
export function parametersInText(text: LocatedScalar, module: Module, collector: Collector): readonly LocatedEntry[] {
  const whole = String(text.value);
  const { freeForm } = module;
  const words = splitWords(whole).map((word) => ({ word, pair: pairIn(word) }));
  const pairs = words.flatMap(({ word, pair }) => {
    return pair && (freeForm === undefined || besideFreeText.has(pair.key)) ? [{ word, ...pair }] : [];
  });
  if (freeForm === undefined) refuseOthers(words, { text, module, collector });
  if (pairs.length > 0) {
    const said = pairs.map(({ key }) => key).join(", ");
    const hint = "write them as a mapping below the module, one to a line";
    collector.add(formNote("RB2211", `parameters are written as one text: ${said}`, { at: text.span, hint }));
  } else if (freeForm === "cmd") {
    collector.add(formNote("RB2212", "a command is written as one text", { at: text.span, hint: mendOf(module) }));
  }
  const entries = pairs.map(({ word, key, value, from }) => ({
    key,
    keySpan: text.spanWithin(word.start, word.start + key.length),
    value: part(text, value, { start: from, end: word.end }),
  }));
  if (freeForm === undefined) return entries;
  const rest = pairs.toReversed().reduce((left, { word }) => without(left, word), whole);
  const free = pairs.length === 0 ? text : part(text, rest.trim(), { start: 0, end: whole.length });
  return [{ key: freeForm, keySpan: text.span, value: free }, ...entries];
}

function mendOf({ parameters }: Module): string {
  const words = parameters.argv ? ', or its words as a list, "argv:", which need no quotes' : "";
  return `write it as a mapping below the module: "cmd:"${words}`;
}

/** A scalar that is a part of another one's text. */
export function part(
  text: LocatedScalar,
  value: string,
  { start, end }: { readonly start: number; readonly end: number },
): LocatedScalar {
  const isWhole = String(text.value).slice(start, end) === value;
  const span = text.spanWithin(start, end);
  const spanWithin = (from: number, to: number) => (isWhole ? text.spanWithin(start + from, start + to) : span);
  return { kind: "scalar", value, source: value, quoted: true, span, spanWithin };
}

interface Pair {
  readonly key: string;
  readonly value: string;
  /** Where the value begins. */
  readonly from: number;
}

function pairIn({ text, start }: Word): Pair | undefined {
  const [head, key] = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(text) ?? [];
  if (head === undefined || key === undefined) return undefined;
  return { key, value: unquoted(text.slice(head.length)), from: start + head.length };
}

function unquoted(text: string): string {
  const [, , inside] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  if (inside === undefined) return text;
  const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t" };
  return inside.replaceAll(/\\(.)/gs, (_, letter: string) => letters[letter] ?? letter);
}

function without(text: string, { start, end }: Word): string {
  return `${text.slice(0, start)}${text.slice(end).replace(/^[ \t]/, "")}`;
}

interface Reading {
  readonly text: LocatedScalar;
  readonly module: Module;
  readonly collector: Collector;
}

function refuseOthers(
  words: readonly { readonly word: Word; readonly pair: Pair | undefined }[],
  { text, module, collector }: Reading,
): void {
  const other = words.find(({ pair }) => !pair)?.word;
  if (!other) return;
  collector.attempt(() => {
    throw problem("RB1101", `"${module.name}" takes a mapping of parameters`, {
      at: text.spanWithin(other.start, other.end),
      hint: `runbook modules ${module.name} lists them.`,
    });
  });
}
