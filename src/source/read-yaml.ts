import { Composer, type Document, Parser, type YAMLError } from "yaml";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { Located } from "./located.ts";
import { maskedFile } from "./masked-file.ts";
import type { SourceFile, Span } from "./span.ts";
import { unquotedTemplate, yamlProblem } from "./yaml-problem.ts";
import { yamlTokens } from "./yaml-tokens.ts";
import { YamlTree } from "./yaml-tree.ts";

/** The most that one file may hold: 10 MiB. */
export const largestFile = 10 * 1024 * 1024;
const deepest = 100;
const mostProblems = 50;
const mostStumbles = 1000;

const tooDeep = `the file is nested more than ${deepest} levels deep`;

/** Text that stays text: Ansible's way to say that a value is never a template. */
const unsafe = { tag: "!unsafe", resolve: (text: string) => text };
/** An Ansible Vault text: it stays as it is until somebody needs the secret in it. */
const vault = { tag: "!vault", resolve: (text: string) => text };

/**
 * The one document of a YAML 1.2 (or JSON) file. Throws all its mistakes at once: RB1002 syntax, RB1003 duplicate keys,
 * RB1004 unquoted templates, RB1005 unknown tags, RB1006 too large or deep, RB1007 refused keys. `shown` is the text of
 * the same length that messages may quote instead, for files with secrets; a file that was vaulted is masked.
 */
export function readYaml(file: SourceFile, shown: SourceFile = file.vaulted ? maskedFile(file) : file): Located {
  if (Buffer.byteLength(file.text) > largestFile) {
    throw problem("RB1006", `the file is larger than ${largestFile / 1024 / 1024} MiB`, { at: spanAt(shown, 0) });
  }
  const documents = withoutStacks(() => parse(file, shown));
  const tree = new YamlTree(file, shown);
  const [first, second] = documents;
  const located = tree.build(first?.contents);
  const syntax = syntaxProblems(documents, file, shown).filter(
    (one) => startOf(one) < (tree.unclosedQuote ?? Infinity),
  );
  const problems = onePerLine([...syntax, ...tree.problems, ...ofSecond(second, shown)], file);
  if (problems.length > 0) throw new ProblemError(problems);
  if (located.kind === "scalar" && located.source === "" && !located.quoted) {
    throw problem("RB1002", "the file is empty", { at: spanAt(shown, 0) });
  }
  return located;
}

/** The parser's mistakes are data: nobody reads their stacks, which would cost more than all else in a file of mistakes. */
function withoutStacks<T>(run: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Feeds the parser token by token, so that a bomb is refused before its tree is built; a second document ends it. */
function parse(file: SourceFile, shown: SourceFile): readonly Document.Parsed[] {
  const parser = new Parser();
  const composer = new Composer({
    uniqueKeys: false,
    customTags: [unsafe, vault],
    resolveKnownTags: false,
    logLevel: "silent",
  });
  const documents: Document.Parsed[] = [];
  for (const lexeme of yamlTokens(file, shown)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (documents.length > 1) return documents;
    if (parser.stack.length > deepest + 2) throw problem("RB1006", tooDeep, { at: spanAt(shown, parser.offset) });
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, file.text.length));
  return documents;
}

function syntaxProblems(documents: readonly Document.Parsed[], file: SourceFile, shown: SourceFile): Problem[] {
  return documents.slice(0, 1).flatMap((document) => {
    const stumbles = [...document.errors, ...document.warnings].slice(0, mostStumbles);
    const lost = stumbles.findIndex(isLost);
    const found = stumbles.flatMap((error, index) => {
      const isConsequence = lost >= 0 && index > lost;
      return unquotedTemplate(shown, file, error.pos[0]) ?? (isConsequence ? [] : yamlProblem(error, shown));
    });
    return document.directives.yaml.explicit && document.directives.yaml.version !== "1.2"
      ? [...found, oldVersion(shown)]
      : found;
  });
}

/** The parser has left the document: it stumbles over every word that follows. */
function isLost({ message }: YAMLError): boolean {
  return message.includes(" in YAML stream");
}

function oldVersion(shown: SourceFile): Problem {
  const hint = "YAML 1.2 is what runbook reads; leave the %YAML line out";
  return {
    code: "RB1002",
    severity: "error",
    message: "the file asks for another YAML version",
    at: spanAt(shown, 0),
    hint,
  };
}

function ofSecond(second: Document.Parsed | undefined, shown: SourceFile): Problem[] {
  if (!second) return [];
  const hint = 'keep one document: remove what follows the second "---"';
  const at = spanAt(shown, second.range[0]);
  return [{ code: "RB1002", severity: "error", message: "the file holds more than one document", at, hint }];
}

/** In file order, one for each line (one slip makes a parser stumble several times), and not more than anyone reads. */
function onePerLine(problems: readonly Problem[], file: SourceFile): readonly Problem[] {
  const rank = (one: Problem) => (one.code === "RB1002" ? 1 : 0);
  const kept = new Map<number, Problem>();
  for (const one of problems.toSorted((a, b) => startOf(a) - startOf(b))) {
    const line = one.code === "RB1003" ? startOf(one) : file.text.lastIndexOf("\n", startOf(one) - 1) + 1;
    const known = kept.get(line);
    if (!known || rank(one) < rank(known)) kept.set(line, one);
    if (kept.size === mostProblems) break;
  }
  return [...kept.values()];
}

function startOf(one: Problem): number {
  return one.at?.start ?? 0;
}

function spanAt(file: SourceFile, start: number): Span {
  return { file, start, end: Math.min(start + 1, file.text.length) };
}
