import type { Change } from "../../changes/change.ts";
import type { TemplateOptions } from "../../expression/template-scanner.ts";
import type { ValueMap } from "../../expression/value.ts";
import type { Kinds, ParametersOf } from "../../schema/kind.ts";
import type { SecretText } from "../../secrets/secret-text.ts";
import type { HostView } from "./host-view.ts";
import type { Read } from "./reads.ts";

/** What a module makes of what it saw. To fail, it throws a `problem`. */
export interface Decision {
  readonly changes: readonly Change[];
  /** Goes to `register`, beside `changed` and `failed`. A command's `rc`, `stdout`, ... are added when it has run. */
  readonly result?: ValueMap;
  /** Variables of this host from here on, above those that are written. */
  readonly sets?: ValueMap;
  /** What the host was found to be: variables from here on, above those of the inventory, below those of plays. */
  readonly gathered?: ValueMap;
  /** The name of a file or folder that was read with the runbook: its variables are the host's from here on. */
  readonly brings?: string;
  /** Whether something counts as changed, where that does not follow from `changes`: a job may have done it. */
  readonly changed?: boolean;
  /** Why the task fails, in a sentence, where `result` is what tells how: of what went on by itself and failed. */
  readonly failure?: string;
  /** How to go on after such a failure. */
  readonly hint?: string;
  /** One sentence for the screen, shown also when nothing changes. */
  readonly message?: string;
}

/** Files beside the runbook, and what else a decision may need that is not on the host. */
export interface Project {
  /** Bytes of a file: as given, beside the runbook, or in its `files/` or `templates/` folder. RB2107. */
  readFile(name: string): Promise<Uint8Array>;
  /** A template file rendered with the task's variables; a secret when one went into it. RB2107, and expressions' codes. */
  renderTemplate(name: string, options?: TemplateOptions): Promise<string | SecretText>;
  /** Random bytes from the run's source of randomness. */
  random(bytes: number): Uint8Array;
  /** Now, as epoch milliseconds of the controller. */
  now(): number;
}

/** What stands at a path in an example: a file's text, or more of it. Octal modes; text alone says nothing of the mode. */
export type ExampleFile = string | { readonly text: string; readonly mode: string } | { readonly link: string };

/** One documented use: files of a host, a task (YAML), and the files after it. Contract tests run every example. */
export interface Example {
  readonly title: string;
  /** By path; a path that ends in "/" is a directory. */
  readonly given: Readonly<Record<string, ExampleFile>>;
  /** Files beside the runbook, by name. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly task: string;
  /** All files there are afterwards. */
  readonly then: Readonly<Record<string, ExampleFile>>;
}

/** A module: it looks, and says what should change. It has no way to write. */
export interface Module<K extends Kinds = Kinds> {
  readonly name: string;
  /** Other accepted names, e.g. "ansible.builtin.copy". */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** More for the reference page: traps, where we are stricter than Ansible, sources. Markdown. */
  readonly notes?: string;
  readonly parameters: K;
  /** The parameter that takes the text of `module: text`. */
  readonly freeForm?: string;
  /** The mapping parameter that gathers every key that is no other parameter's name (set_fact). */
  readonly freeKeys?: string;
  /** Variables of the host that it sets: their names, or "free keys" when those are the names. */
  readonly sets?: readonly string[] | "free keys";
  /** True when it never succeeds: what follows it unconditionally is never reached. */
  readonly alwaysFails?: boolean;
  readonly examples: readonly Example[];
  /** True when it needs no connection (assert, debug, set_fact, fail). */
  readonly offHost?: boolean;
  /** True when it never returns changes (stat, facts, checks): it runs in a plan too, and undecided it still counts as ok. */
  readonly readOnly?: boolean;
  /** True when its command can be left to run on (`async` with `poll: 0`): nothing follows from its end but its result. */
  readonly background?: boolean;
  /** True when it counts as ok where a plan cannot tell what it does: what it changes is nobody's but its own. */
  readonly discreet?: boolean;
  /**
   * What `decide` is going to ask the host, as far as the parameters tell: the engine then asks for several tasks in one round
   * trip. A question too many costs little, one too few a round trip. A module that says nothing ends the looking ahead, unless
   * it is `readOnly` or `offHost`.
   */
  reads?(parameters: ParametersOf<K>): readonly Read[];
  decide(parameters: ParametersOf<K>, host: HostView, project: Project): Promise<Decision>;
}

/** What a module says that must be the name of one of its parameters. */
interface NamesParameters<K extends Kinds> {
  readonly freeForm?: keyof K & string;
  readonly freeKeys?: keyof K & string;
}

/** Identity with inference: the type of `decide` follows from `parameters`. */
export function defineModule<const K extends Kinds>(module: Module<K> & NamesParameters<K>): Module<K> {
  return module;
}
