/** Words that cannot be names. */
export const keywords: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "if", "else"]);

/** Words that are values. */
export const literalWords: ReadonlyMap<string, null | boolean> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);
