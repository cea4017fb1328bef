import type { Link } from "./byte-channel.ts";
import type { Transport } from "./connection.ts";
import type { SshTarget } from "./ssh-target.ts";

/** A transport whose connections can be had without kept shells, to run what others share them for. */
export interface LinkTransport extends Transport {
  /** Logs in. RB4xxx, as `connect`. */
  openLink(target: SshTarget): Promise<Link>;
}
