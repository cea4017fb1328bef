/** The instances that practice hosts serve. */
export const instanceNames = ["acme_prod", "acme_stage", "acme_dev"] as const;

/** How an instance file is written; each is a mess of its own. See `instance-file.ts`. */
export const fileShapes = ["commented", "windows", "latin", "legacy", "small", "marked"] as const;

/** One of the shapes. */
export type FileShape = (typeof fileShapes)[number];

/** What is wrong with one host on purpose. */
export type Trouble =
  | "broken-xml"
  | "missing-file"
  | "empty-org"
  | "bad-key"
  | "sudo-refused"
  | "wrong-host-key"
  | "unreachable";

/** One practice host before it exists. */
export interface PracticeHost {
  /** Inventory name: the instance's, with dashes, and a number, as Adobe names containers. */
  readonly name: string;
  readonly instance: (typeof instanceNames)[number];
  /** The build as nlserver's banner has it: `7.0 20.2 build 9187@1f2e3d4 of 12/22/2020`. */
  readonly release: string;
  readonly shape: FileShape;
  /** Whether pipelined is among the running tasks. */
  readonly pipelinedRuns: boolean;
  /** Whether the build knows pipelined at all. */
  readonly pipelinedKnown: boolean;
  /** The client id of a technical account that is already set. */
  readonly clientId?: string;
  readonly trouble?: Trouble;
}
