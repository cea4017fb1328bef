import type { Expression } from "../expression/ast.ts";
import type { Module } from "../modules/contract/define-module.ts";
import type { LocatedMap } from "../source/located.ts";
import type { SourceFile, Span } from "../source/span.ts";
import type { Input } from "./inputs/input.ts";
import type { ValueSource } from "./value-source.ts";

/** A runbook as read: checked, compiled, nothing evaluated. */
export interface Runbook {
  readonly file: SourceFile;
  /** Absolute folder of the file: where `files/` and `templates/` are. */
  readonly folder: string;
  readonly name: string;
  /** Address of the document that it automates. */
  readonly source: string | undefined;
  /** The run that it undoes, when it was made from one. */
  readonly undoes?: string;
  readonly inputs: readonly Input[];
  readonly plays: readonly Play[];
}

/** Who runs a task on a host. */
export interface BecomeSetting {
  readonly become: ValueSource | undefined;
  readonly user: ValueSource | undefined;
  readonly method: ValueSource | undefined;
  /** `-i`: in the environment of that user's login. */
  readonly flags: ValueSource | undefined;
}

/** Tasks for the hosts of a pattern. */
export interface Play {
  readonly name: string;
  readonly hosts: ValueSource;
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly become: BecomeSetting;
  readonly environment: ValueSource | undefined;
  /** What of a host is locked while the play changes it, instead of the whole host. */
  readonly lock?: ValueSource | undefined;
  readonly tasks: readonly Step[];
  readonly handlers: readonly Task[];
  readonly span: Span;
  /** The play as its file has it; left out where no file has it. */
  readonly written?: LocatedMap;
}

/** One entry of `tasks`. */
export type Step = Task | ManualTask | Flush;

/** What every entry has. `id` is unique in the runbook and stable between readings of the same text. */
interface Entry {
  readonly id: string;
  readonly name: string;
  readonly when: readonly Expression[];
  readonly tags: readonly string[];
  /** Address of the step that it carries out; one that begins with "#" is a place in the runbook's `source`. */
  readonly source: string | undefined;
  readonly span: Span;
  /** The entry as its file has it; left out where no file has it. */
  readonly written?: LocatedMap;
}

/** A module with its arguments. */
export interface Task extends Entry {
  readonly kind: "task";
  readonly module: Module;
  /** The key that named the module, for messages about what is missing. */
  readonly moduleSpan: Span;
  readonly parameters: ReadonlyMap<string, ValueSource>;
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly loop: ValueSource | undefined;
  readonly loopVariable: string;
  /** What messages call an item, instead of the item itself. */
  readonly loopLabel: ValueSource | undefined;
  readonly register: string | undefined;
  readonly notify: ValueSource | undefined;
  readonly listen: readonly string[];
  readonly become: BecomeSetting;
  readonly environment: ValueSource | undefined;
  readonly changedWhen: readonly Expression[] | undefined;
  readonly failedWhen: readonly Expression[] | undefined;
  readonly ignoreErrors: ValueSource | undefined;
  /** `true`: never more than a preview; `false`: runs in a plan too. */
  readonly checkMode: boolean | undefined;
  readonly noLog: boolean;
  /** Seconds within which a new connection has to confirm its changes; else the host undoes them. */
  readonly confirmWithin?: number | undefined;
  /** True when an expression of the task looks at other hosts: all hosts must have come this far. */
  readonly barrier: boolean;
}

/** The half of a procedure that a person does; once for all hosts. */
export interface ManualTask extends Entry {
  readonly kind: "manual";
  readonly instructions: ValueSource | undefined;
  readonly link: ValueSource | undefined;
  /** Inputs whose values the person brings back. */
  readonly capture: readonly Input[];
  readonly barrier: true;
}

/** `meta: flush_handlers`. */
export interface Flush extends Entry {
  readonly kind: "flush";
  readonly barrier: false;
}
