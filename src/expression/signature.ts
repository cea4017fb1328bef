/** What a filter, test, method or function takes, made by `signature`. */
export interface Signature {
  /** Names in order; a positional argument goes to the next one. */
  readonly positional: readonly string[];
  readonly required: ReadonlySet<string>;
  /** How many positional arguments it takes when there are no named ones. */
  readonly least: number;
  readonly names: ReadonlySet<string>;
  /** Takes any number of further positional arguments. */
  readonly rest: boolean;
  /** Takes any named argument. */
  readonly anyName: boolean;
}

/** Reads `old new count?`, `*maps recursive?` or `*arguments **named`: `?` is optional, names after `*` are only named. */
export function signature(text: string): Signature {
  const words = text.split(" ").filter((word) => word !== "");
  const star = words.findIndex((word) => word.startsWith("*"));
  const named = words.filter((word) => !word.startsWith("*"));
  const bare = (word: string) => word.replace("?", "");
  const positional = words.slice(0, star === -1 ? words.length : star);
  const required = named.filter((word) => !word.endsWith("?"));
  return {
    positional: positional.map(bare),
    required: new Set(required),
    least: Math.max(0, ...required.map((word) => positional.indexOf(word) + 1 || Number.POSITIVE_INFINITY)),
    names: new Set(named.map(bare)),
    rest: words.some((word) => /^\*[a-z]/.test(word)),
    anyName: words.some((word) => word.startsWith("**")),
  };
}

/** Whether that many positional arguments, and no named ones, fit. */
export function suffices(takes: Signature, positional: number): boolean {
  return positional >= takes.least && (takes.rest || positional <= takes.positional.length);
}

/** Why arguments do not fit, as a sentence; `undefined` when they do. */
export function mismatch(
  what: string,
  takes: Signature,
  given: { readonly positional: number; readonly named: readonly string[] },
): string | undefined {
  const list = [...takes.names].join(", ");
  if (given.positional > takes.positional.length && !takes.rest) {
    return takes.positional.length === 0
      ? `${what} takes no arguments`
      : `${what} takes at most ${takes.positional.length} arguments (${takes.positional.join(", ")}), not ${given.positional}`;
  }
  const filled = new Set(takes.positional.slice(0, given.positional));
  for (const name of given.named) {
    if (filled.has(name)) return `${what} is given "${name}" twice`;
    if (!takes.names.has(name) && !takes.anyName) {
      return list === "" ? `${what} has no argument "${name}"` : `${what} has no argument "${name}"; it takes ${list}`;
    }
    filled.add(name);
  }
  const lacking = [...takes.required].find((name) => !filled.has(name));
  return lacking === undefined ? undefined : `${what} needs the argument "${lacking}"`;
}
