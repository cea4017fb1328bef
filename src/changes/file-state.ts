/** What `stat` says of a path on a host. Times are epoch seconds as text, with nanoseconds; ids are decimal text. */
export interface FileStat {
  readonly path: string;
  readonly type: "file" | "directory" | "link" | "other";
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  readonly inode: string;
  readonly device: string;
  readonly modified: string;
  /** Hard links. */
  readonly links: number;
  /** Where a symbolic link points, as stored. */
  readonly target?: string;
}

/** A regular file as it was read: its bytes and what `stat` said in the same frame. Symbolic links are followed. */
export interface FileSnapshot {
  /** The path as asked for. */
  readonly path: string;
  /** The path with every symbolic link resolved: what gets written. */
  readonly realPath: string;
  readonly content: Uint8Array;
  /** Lower-case hex SHA-256 of `content`. */
  readonly sha256: string;
  readonly stat: FileStat;
  /** The file is itself a mount point (usual in containers): it cannot be replaced by renaming. */
  readonly mountPoint: boolean;
}
