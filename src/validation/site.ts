import type { Expression, Template } from "../expression/ast.ts";
import type { Play, Step } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";

/** What a file says that is evaluated for a host. */
export type Parsed = Expression | Template;

/** A play, or an entry of its tasks or handlers, with all that is evaluated there and the names that only it sees. */
export interface Site {
  readonly play: Play;
  /** Left out for the play's own keywords. */
  readonly step: Step | undefined;
  /** The entries that it stands in, outermost first. */
  readonly around: readonly Step[];
  readonly isHandler: boolean;
  /** It sees what is set at this point of the run or before; handlers come at the end of their play. */
  readonly sees: number;
  /** From where on what it sets can be seen. */
  readonly sets: number;
  readonly parsed: readonly Parsed[];
  /** Names that its conditions, or an `assert` or `fail` before it, have shown to be defined. */
  readonly checked: ReadonlySet<string>;
  /** Variables of loops around it and its own. */
  readonly loopNames: ReadonlySet<string>;
  /** Variables of the entry and of those around it, of its role, and what roles before it share. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  /** Defaults of its role. */
  readonly defaults: ReadonlyMap<string, ValueSource>;
}
