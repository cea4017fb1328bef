import type { CharacterSet } from "./character-set.ts";

/** A regular expression as parsed. */
export type Pattern =
  | { readonly kind: "character"; readonly set: CharacterSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "group"; readonly index: number; readonly of: Pattern }
  | { readonly kind: "repeat"; readonly of: Pattern; readonly times: Times };

/** How often, and whether as often as possible; `most` may be infinite. */
export interface Times {
  readonly least: number;
  readonly most: number;
  readonly greedy: boolean;
}

/** A condition on a place: `^` and `$` of the whole text (`end` also before a last line end) or of a line, `\Z`, `\b`, `\B`. */
export type Assertion = "start" | "end" | "line start" | "line end" | "very end" | "word edge" | "no word edge";
