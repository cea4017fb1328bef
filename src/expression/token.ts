/** A piece of an expression; `start` and `end` count in the text that is parsed. */
export interface Token {
  readonly kind: "name" | "number" | "string" | "sign" | "end";
  /** As written; for strings what is between the quotes, with escapes resolved. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
