import { posix } from "node:path";
import { Collector } from "../problems/collector.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import { entryOf, type Located, type LocatedMap } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import type { SourceFile } from "../source/span.ts";
import { Fields } from "./fields.ts";
import { IncludedFiles } from "./included-files.ts";
import type { Input } from "./inputs/input.ts";
import { readInputs } from "./inputs/read-inputs.ts";
import { runbookKeywords } from "./keywords.ts";
import type { Play, Runbook } from "./model.ts";
import { readPlays } from "./read-plays.ts";

/** A runbook, and what was worth a warning. Every mistake of the file is in the one error thrown. */
export interface Reading {
  readonly runbook: Runbook;
  readonly warnings: readonly Problem[];
}

/** As much of a runbook as can be read, with all that is wrong in it; `root` is the file as written. */
export interface Inspection {
  readonly runbook: Runbook;
  readonly problems: readonly Problem[];
  readonly root: Located;
}

/** What a runbook may use besides its folder. */
export interface Around {
  /** Absolute folders of roles, besides `roles/`. */
  readonly rolesPath?: readonly string[] | undefined;
}

/** Nobody reads more at once, and each costs. */
const mostMistakes = 1000;

/** Reads and checks a runbook; no connection, no evaluation. `folder` is absolute. RB1xxx, RB2xxx. */
export async function readRunbook(file: SourceFile, folder: string, around: Around = {}): Promise<Reading> {
  const { runbook, problems } = await inspectRunbook(file, folder, around);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ProblemError(errors);
  return { runbook, warnings: problems.filter(({ severity }) => severity === "warning") };
}

/** Reads what can be read of a runbook. Throws only where nothing can: RB1xxx for its YAML, RB2101. */
export async function inspectRunbook(
  file: SourceFile,
  folder: string,
  { rolesPath }: Around = {},
): Promise<Inspection> {
  const root = readYaml(file);
  const collector = new Collector(mostMistakes);
  const head = headOf(root, collector);
  const inputs = collector.attempt(() => readInputs(head.inputs)) ?? [];
  const files = new IncludedFiles(file, folder, rolesPath);
  const plays = await readPlays(head.plays, { inputs, collector, files, folder });
  const { name, source } = head;
  const title = name ?? posix.basename(file.name);
  const asked = withPrompts(inputs, plays);
  const runbook = { file, folder, name: title, source, inputs: asked, plays, included: files.all };
  return { runbook, problems: collector.all, root };
}

/** Inputs, and what plays ask for that is none of them; the first one counts. */
function withPrompts(inputs: readonly Input[], plays: readonly Play[]): readonly Input[] {
  const known = new Map(inputs.map((input) => [input.name, input]));
  for (const prompt of plays.flatMap(({ prompts }) => prompts ?? [])) {
    if (!known.has(prompt.name)) known.set(prompt.name, prompt);
  }
  return [...known.values()];
}

interface Head {
  readonly name: string | undefined;
  readonly source: string | undefined;
  readonly inputs: LocatedMap | undefined;
  readonly plays: readonly Located[];
}

function headOf(root: Located, collector: Collector): Head {
  if (root.kind === "list") return { name: undefined, source: undefined, inputs: undefined, plays: root.items };
  if (root.kind === "scalar" || !entryOf(root, "plays")) {
    throw problem("RB2101", "this is not a runbook", {
      at: root.span,
      hint: 'A runbook is a list of plays, or a mapping with "name", "source", "inputs" and "plays".',
    });
  }
  const fields = new Fields(root, collector);
  fields.refuseOthers(runbookKeywords, "runbook");
  return {
    name: fields.text("name"),
    source: fields.text("source"),
    inputs: fields.mapping("inputs"),
    plays: fields.list("plays"),
  };
}
