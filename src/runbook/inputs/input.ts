import type { SecretText } from "../../secrets/secret-text.ts";
import type { Located } from "../../source/located.ts";
import type { Span } from "../../source/span.ts";

/** What an input may hold. A path is text that names a file on this machine. */
export const inputTypes = ["string", "integer", "boolean", "path"] as const;

/** A value that a runbook needs from outside, as declared under `inputs`. */
export interface Input {
  readonly name: string;
  readonly type: (typeof inputTypes)[number];
  /** What the whole value must match. */
  readonly pattern: InputPattern | undefined;
  /** The value is never shown, and never taken from the command line. */
  readonly secret: boolean;
  readonly description: string | undefined;
  /** May hold templates. */
  readonly default: Located | undefined;
  /** A run needs a value from somewhere. */
  readonly required: boolean;
  /** Program and arguments; what it prints is the value. */
  readonly command: readonly string[] | undefined;
  /** A person who answers has to do so twice. */
  readonly isAskedTwice?: boolean;
  /** The place of its name. */
  readonly span: Span;
}

/** A regular expression as written, and the test that the whole value must pass. */
export interface InputPattern {
  readonly source: string;
  readonly matches: (value: string) => boolean;
}

/** A value of an input or extra variable: located when it may hold templates, plain when it is taken literally. */
export type InputValue = Located | SecretText | string | number | boolean;
