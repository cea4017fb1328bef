/** What every writer puts before its events: a run has one, and one more for each time it was gone on with. */
export interface Header {
  /** The form of the events that follow; the number rises when an event is added or changes. */
  readonly format: number;
  /** The version of the program. */
  readonly engine: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** What the screen of that day showed besides. */
  readonly screen: { readonly diffs: boolean; readonly verbose: boolean };
}

/** The payload of a header's record. */
export function headerPayload({ format, ...rest }: Header): string {
  return JSON.stringify({ journal: format, ...rest });
}

/** The header in a record's data; `undefined` when it is something else. Every format has `journal`, `engine` and `run`. */
export function headerOf(data: unknown): Header | undefined {
  if (typeof data !== "object" || data === null || !("journal" in data) || typeof data.journal !== "number") {
    return undefined;
  }
  const screen = "screen" in data && typeof data.screen === "object" && data.screen !== null ? data.screen : {};
  return {
    format: data.journal,
    engine: "engine" in data ? String(data.engine) : "?",
    run: "run" in data ? String(data.run) : "?",
    time: "time" in data ? String(data.time) : "",
    screen: {
      diffs: "diffs" in screen && screen.diffs === true,
      verbose: "verbose" in screen && screen.verbose === true,
    },
  };
}
