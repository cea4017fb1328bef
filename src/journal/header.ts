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
  /** What going on with the run needs; absent in journals that nothing can go on from. */
  readonly call?: Call;
}

/** How a run was called for. */
export interface Call {
  /** Names the run's files on hosts. */
  readonly tag: string;
  /** The working directory, absolute. */
  readonly directory: string;
  /** The runbook as given. */
  readonly file: string;
  /** Digest of the runbook's text. */
  readonly digest: string;
  /** Flags as words of a command line; no secrets. */
  readonly words: readonly string[];
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
  const call = "call" in data ? callOf(data.call) : undefined;
  return {
    ...(call && { call }),
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

function callOf(data: unknown): Call | undefined {
  if (typeof data !== "object" || data === null || !("words" in data) || !Array.isArray(data.words)) return undefined;
  const text = (name: string) => String(Object.getOwnPropertyDescriptor(data, name)?.value ?? "");
  const words = data.words.map(String);
  return { tag: text("tag"), directory: text("directory"), file: text("file"), digest: text("digest"), words };
}
