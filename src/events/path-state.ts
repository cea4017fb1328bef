/** What is at a path, as far as it was seen or is asked for. */
export interface PathState {
  readonly is: "absent" | "file" | "directory" | "link" | "other";
  /** Of a file's bytes: `sha256:` and hex; of bytes with a secret in them `hmac-sha256:`, under a key that is not in the journal. */
  readonly digest?: string;
  /** Four octal digits. */
  readonly mode?: string;
  /** `uid:gid`, or names where names were asked for. */
  readonly owner?: string;
  readonly inode?: string;
  /** Where a link points. */
  readonly target?: string;
}
