import type { Span } from "../../source/span.ts";
import type { Inherited } from "../inherited.ts";
import type { ValueSource } from "../value-source.ts";

/** A place that names a role. */
export interface RoleCall {
  readonly name: string;
  readonly at: Span;
  /** Files of the role that are read instead of `main`. */
  readonly from: Readonly<Partial<Record<"tasks" | "vars" | "defaults" | "handlers", string>>>;
  /** What holds for its tasks, what is said outside included. */
  readonly inherited: Inherited;
  /** Variables that its own win over. */
  readonly variables: ReadonlyMap<string, ValueSource>;
  /** What else is said at the place, as written: a role that is called twice in the same way is done once. */
  readonly text: string;
}
