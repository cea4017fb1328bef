import type { Expression } from "../expression/ast.ts";
import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { Step } from "./model.ts";
import type { ValueSource } from "./value-source.ts";

/** What an `import_playbook` says for the plays of its file. */
export interface SaidToPlays {
  /** They win over those of the play, and not over its `vars_files`. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly tags: readonly string[];
  /** All but handlers are for hosts where these hold. */
  readonly when: readonly Expression[];
}

/** The plays of a file that nobody imports. */
export const nothingSaid: SaidToPlays = { variables: new Map(), tags: [], when: [] };

/** What one import says, on top of those that led to its file: the outermost one's variables win, as in Ansible. RB1101. */
export function saidToPlays(fields: Fields, outer: SaidToPlays): SaidToPlays {
  const variables = fields.variables("vars");
  fields.collector.attempt(() => {
    const tags = variables.get("tags");
    if (!tags) return;
    throw problem("RB1101", '"tags" is no variable here: Ansible takes it for the tags of the plays', {
      at: tags.span,
      hint: 'Write "tags:" beside "import_playbook:".',
    });
  });
  return {
    variables: new Map([...variables, ...outer.variables]),
    tags: [...outer.tags, ...fields.words("tags")],
    when: [...outer.when, ...(fields.conditions("when") ?? [])],
  };
}

/** The same steps under further conditions, which each of them is asked for. */
export function underConditions(steps: readonly Step[], when: readonly Expression[]): readonly Step[] {
  if (when.length === 0) return steps;
  return steps.map((step) => (step.kind === "flush" ? step : { ...step, when: [...when, ...step.when] }));
}
