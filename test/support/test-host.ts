import type { Change, RunCommand } from "../../src/changes/change.ts";
import type { HostView, LoginUser, ProbeOptions, ProbeResult } from "../../src/modules/contract/host-view.ts";

/** What a test lays down at a path. A path that ends in "/" is a directory. */
export type Laid =
  | string
  | Uint8Array
  | {
      readonly content?: string | Uint8Array;
      readonly mode?: number;
      readonly owner?: string;
      readonly group?: string;
      /** Makes it a symbolic link to this target. */
      readonly link?: string;
      /** The file is itself a mount point. */
      readonly mountPoint?: boolean;
    };

/** Answers a probe. */
export type Prober = (script: string, options: ProbeOptions) => ProbeResult | Promise<ProbeResult>;

/** A host that tests lay out, whose decisions they carry out, and which they look at afterwards. */
export interface TestHost extends HostView {
  /** Carries changes out as the engine would: the guards hold, and parents must exist. */
  apply(changes: readonly Change[]): Promise<void>;
  /** Every regular file, as UTF-8 text; a link reads `-> TARGET`; an empty directory that was laid or made ends in "/". */
  files(): Promise<Readonly<Record<string, string>>>;
  /** Commands that were carried out, in order. */
  readonly commands: readonly RunCommand[];
}

/** The user of a test host unless the test says otherwise. */
export const neolane: LoginUser = { name: "neolane", uid: 1001, gid: 1001, home: "/home/neolane" };
