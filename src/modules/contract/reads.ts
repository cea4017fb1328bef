/** A question to a host whose answer is plain data: what `HostView.readFile`, `stat` and `list` ask. */
export interface Read {
  readonly kind: "file" | "stat" | "list";
  /** Absolute. */
  readonly path: string;
}

/** What `readFile` will ask. */
export function fileContent(path: string): Read {
  return { kind: "file", path };
}

/** What `stat` will ask. */
export function fileStat(path: string): Read {
  return { kind: "stat", path };
}
