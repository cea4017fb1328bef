import type { Expression } from "../expression/ast.ts";
import { subsetWords } from "../modules/setup/subsets.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import { type Inherited, noInheritance } from "./inherited.ts";
import type { Gathering } from "./model.ts";

/** Words that mean something of Ansible's own, which nobody here gathers anyway. */
const takesNothing: ReadonlySet<string> = new Set(["!network", "!virtual", "!facter", "!ohai"]);

/** What holds for the whole play: its id, what its tasks inherit, and on which hosts it does anything. */
interface OfPlay {
  readonly play: string;
  readonly inherited: Inherited;
  readonly when: readonly Expression[];
}

/**
 * How a play gathers facts by itself; `undefined` where it says `gather_facts: false`. RB1101 for a `gather_subset` that there
 * is not. Each host is asked, whatever else the play does once, and nobody is notified.
 */
export function readGathering(fields: Fields, { play, inherited, when }: OfPlay): Gathering | undefined {
  const words = fields.words("gather_subset");
  fields.collector.attempt(() => checkWords(words, fields));
  if (fields.flag("gather_facts") === false) return undefined;
  const { tags: _tags, noLog, isFatal = false, moduleDefaults: _defaults, ...said } = inherited;
  const { span } = fields.map;
  return {
    words,
    task: {
      ...said,
      kind: "task",
      isImplied: true,
      id: `${play}.facts`,
      name: "gather facts",
      when,
      tags: [],
      source: undefined,
      span: fields.entry("gather_facts")?.keySpan ?? span,
      moduleSpan: fields.entry("gather_facts")?.keySpan ?? span,
      parameters: new Map(),
      register: undefined,
      listen: [],
      changedWhen: undefined,
      failedWhen: undefined,
      notify: undefined,
      once: undefined,
      variables: noInheritance.variables,
      become: noInheritance.become,
      environment: noInheritance.environment,
      noLog: noLog ?? false,
      isFatal,
      barrier: isFatal,
    },
  };
}

function checkWords(words: readonly string[], fields: Fields): void {
  const known = [...subsetWords, "!all", "!min"];
  const strange = words.find((word) => !known.includes(word) && !takesNothing.has(word));
  if (strange === undefined) return;
  throw problem("RB1101", `no facts are gathered that are called "${strange}"`, {
    at: fields.entry("gather_subset")?.value.span,
    hint: didYouMean(strange, known) ?? `They are ${subsetWords.filter((word) => !word.startsWith("!")).join(", ")}.`,
  });
}
