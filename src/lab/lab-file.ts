/** A file to be made: its path below some folder, its content, its permissions. */
export interface LabFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode: number;
}
