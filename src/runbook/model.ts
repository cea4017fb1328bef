import type { Expression } from "../expression/ast.ts";
import type { Value } from "../expression/value.ts";
import type { Module } from "../modules/contract/define-module.ts";
import type { LocatedMap } from "../source/located.ts";
import type { SourceFile, Span } from "../source/span.ts";
import type { Input } from "./inputs/input.ts";
import type { metaWords } from "./meta-words.ts";
import type { Role } from "./roles/role.ts";
import type { ValueSource } from "./value-source.ts";

/** A runbook as read: checked, compiled, nothing evaluated. */
export interface Runbook {
  readonly file: SourceFile;
  /** Other files that were read with it. */
  readonly included?: readonly SourceFile[];
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
  /** What a person is asked for: inputs of the runbook. */
  readonly prompts?: readonly Input[];
  readonly hosts: ValueSource;
  readonly variables: ReadonlyMap<string, ValueSource>;
  /** Files of variables that a host chooses; they win over `variables`, and later ones over earlier ones. */
  readonly varsFiles?: readonly VarsFile[] | undefined;
  /** What its roles bring to all of it: variables, which win over its own, and defaults, which everything wins over. */
  readonly roles?: Pick<Role, "variables" | "defaults">;
  readonly become: BecomeSetting;
  readonly environment: ValueSource | undefined;
  /** What of a host is locked while the play changes it, instead of the whole host. */
  readonly lock?: ValueSource | undefined;
  /** Hosts go through the play in batches of these sizes: numbers, or percentages of all; the last one counts for the rest. */
  readonly serial?: ValueSource | undefined;
  /** In which order hosts are taken; as the inventory has them when left out. */
  readonly order?: "reverse_inventory" | "sorted" | "reverse_sorted" | undefined;
  /** Notified handlers also run on hosts that failed. */
  readonly forceHandlers?: boolean;
  /** What its hosts are asked for at its beginning; left out with `gather_facts: false`. */
  readonly gathering?: Gathering | undefined;
  /** When more of a batch's hosts than this have failed, nothing new begins. */
  readonly maxFailPercentage?: ValueSource | undefined;
  /** `pre_tasks`, `roles`, `tasks` and `post_tasks`. */
  readonly tasks: readonly Step[];
  /** Those of its roles come first. */
  readonly handlers: readonly Task[];
  readonly span: Span;
  /** The play as its file has it; left out where no file has it. */
  readonly written?: LocatedMap;
}

/** What a play says of variables. */
export type PlayVariables = Pick<Play, "variables" | "varsFiles" | "roles">;

/** An entry of `vars_files`: of its names, the first counts whose file is there. */
export interface VarsFile {
  readonly names: readonly ValueSource[];
  /** The variables of the files that it may be, by the names that a run gives them. */
  readonly brings: ReadonlyMap<string, ReadonlyMap<string, ValueSource>>;
  readonly span: Span;
}

/** How a play gathers facts by itself: the words of its `gather_subset`, and the task, which does not say yet for which. */
export interface Gathering {
  readonly words: readonly string[];
  readonly task: Omit<Task, "module">;
}

/** One entry of `tasks`. */
export type Step = Leaf | Block;

/** A step that is no block of others. */
export type Leaf = Task | ManualTask | Flush | Settle | Meta;

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
  /** The role that it stands in. */
  readonly role?: Role | undefined;
  /** What was given to the role or the file that it stands in: it wins over what tasks learn. */
  readonly given?: ReadonlyMap<string, ValueSource> | undefined;
  /** Variables of the loops that it is repeated by, while it is. */
  readonly around?: ReadonlyMap<string, Value> | undefined;
  /** These come of what must not be told. */
  readonly isHushed?: boolean;
}

/** What an entry adds to the names of its host. */
export type Naming = Pick<Block, "variables" | "given" | "role" | "around" | "isHushed">;

/** Steps with something in common, and what is done when one of them fails. What it says for its tasks, they have themselves. */
export interface Block extends Entry {
  readonly kind: "block";
  /** `when` sees these. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly steps: readonly Step[];
  /** On a host where one of the steps failed. Empty: nothing rescues. */
  readonly rescue: readonly Step[];
  /** In any case, last. */
  readonly always: readonly Step[];
  /** Seconds within which a new connection has to confirm all that its steps change; else the host undoes it. `always` is a `settle` then. */
  readonly confirmWithin?: number | undefined;
  /** It is done once for each of these, one after the other. */
  readonly loop?: Loop | undefined;
  /** Its steps are blocks of which a host does one: the one with the name that it gives. */
  readonly choice?: Choice | undefined;
  /** That name. */
  readonly chosen?: string | undefined;
  /** Of blocks with the same mark, a host does the first that is for it. */
  readonly once?: string | undefined;
  /**
   * Its steps are those of another file or role, and only hosts that it is for come to them; not so where each step has its conditions, or
   * the first host decides for all (`run_once`).
   */
  readonly isIncluded?: boolean;
  /** From here on all tasks of the play know it, on hosts that the block is for. */
  readonly shares?: Pick<Role, "variables" | "defaults">;
}

/** What a host chooses by. */
export interface Choice {
  /** A name, or that of a role and that of its file of tasks. */
  readonly name: ValueSource;
  readonly known: readonly string[];
  /** Fails where the name is none of those. */
  readonly otherwise: Task;
}

/** A module with its arguments. */
export interface Task extends Entry {
  readonly kind: "task";
  /** Nobody wrote it, so no tag leaves it out. */
  readonly isImplied?: true;
  /** It is done also where nothing else of the play is: others look at what it finds out. */
  readonly isForOthers?: boolean;
  readonly module: Module;
  /** The key that named the module, for messages about what is missing. */
  readonly moduleSpan: Span;
  readonly parameters: ReadonlyMap<string, ValueSource>;
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly loop?: Loop | undefined;
  /** It is done again until these hold; empty: until it does not fail. */
  readonly until?: readonly Expression[] | undefined;
  /** How often it is done again at most, and how many seconds later. */
  readonly retries?: ValueSource | undefined;
  readonly delay?: ValueSource | undefined;
  /** Files of variables that it may bring in, by the name that it gives them. */
  readonly brings?: ReadonlyMap<string, ReadonlyMap<string, ValueSource>> | undefined;
  readonly register: string | undefined;
  readonly notify: ValueSource | undefined;
  readonly listen: readonly string[];
  readonly become: BecomeSetting;
  /** Of the blocks around it, from the outermost on, and its own. */
  readonly environment: readonly ValueSource[];
  readonly changedWhen: readonly Expression[] | undefined;
  readonly failedWhen: readonly Expression[] | undefined;
  readonly ignoreErrors: ValueSource | undefined;
  /** A host that cannot be reached goes on with the next task. */
  readonly ignoreUnreachable?: ValueSource | undefined;
  /** `false`: changes are shown without their differences. */
  readonly showsDiff?: boolean | undefined;
  /** `true`: never more than a preview; `false`: runs in a plan too. */
  readonly checkMode: boolean | undefined;
  readonly noLog: boolean;
  /** Seconds within which a new connection has to confirm its changes; else the host undoes them. */
  readonly confirmWithin?: number | undefined;
  /** When a host fails it, no host goes on. */
  readonly isFatal?: boolean;
  /** One host does it for all others: of the run, or of each batch. */
  readonly once?: "run" | "batch" | undefined;
  /** The host that it is done on, instead of the one whose task it is. */
  readonly delegateTo?: ValueSource | undefined;
  /** The facts that it finds out or sets are that host's. */
  readonly delegatesFacts?: boolean | undefined;
  /** Seconds after which its commands are ended; 0: when their module says so. */
  readonly timeout?: ValueSource | undefined;
  /** Seconds after which the host ends its command, which is only started and runs on; 0: it is waited for as any. */
  readonly background?: ValueSource | undefined;
  /** How many hosts do it at the same time, at most; 0: as many as there are forks. */
  readonly throttle?: number | undefined;
  /** All hosts must have come this far: it looks at other hosts, or what follows from it concerns them. */
  readonly barrier: boolean;
}

/** What a task is done once for each of. */
export interface Loop {
  readonly source: ValueSource;
  /** What the source is: the list itself (`loop`), or what `with_...` makes one of. */
  readonly form: "list" | "items" | "dict" | "nested" | "sequence";
  /** The variable that holds the item, and the one that holds its number from 0 on. */
  readonly variable: string;
  readonly index?: string | undefined;
  /** What messages call an item, instead of the item itself. */
  readonly label?: ValueSource | undefined;
  /** Seconds between items. */
  readonly pause?: ValueSource | undefined;
}

/** The half of a procedure that a person does; once for all hosts. */
export interface ManualTask extends Entry {
  readonly kind: "manual";
  /** Of the blocks around it. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly instructions: ValueSource | undefined;
  readonly link: ValueSource | undefined;
  /** Inputs whose values the person brings back. */
  readonly capture: readonly Input[];
  readonly barrier: true;
}

/** `meta: flush_handlers`, or what stands between `pre_tasks`, `tasks` and `post_tasks`. */
export interface Flush extends Entry {
  readonly kind: "flush";
  /** Nobody wrote it, so no tag leaves it out. */
  readonly isImplied: boolean;
  readonly barrier: false;
}

/** The end of a block with `confirm_within`: there its dead-man switch is confirmed, or undoes what was done in it. */
export interface Settle extends Entry {
  readonly kind: "settle";
  readonly barrier: false;
}

/** `meta`: a word to the engine itself. */
export interface Meta extends Entry {
  readonly kind: "meta";
  readonly word: (typeof metaWords)[number];
  /** `when` sees these. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  readonly barrier: boolean;
}
