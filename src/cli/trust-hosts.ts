import dns from "node:dns";
import { resolve } from "node:path";
import { outsideOf } from "../engine/outside.ts";
import { selectHosts } from "../inventory/select-hosts.ts";
import { problem } from "../problems/problem.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import { parseFingerprints } from "../transport/fingerprint-file.ts";
import { editKnownHosts } from "../transport/known-hosts-edit.ts";
import { type HostLook, lookAtHost } from "../transport/look-at-host.ts";
import type { SshTarget } from "../transport/ssh-target.ts";
import { createSsh2Transport } from "../transport/ssh2-transport.ts";
import { compareWithDns, type DnsVerdict } from "../transport/sshfp.ts";
import { decideTrust, type TrustRules, trustEdits } from "../transport/trust-decision.ts";
import { connectionsFor } from "./connections.ts";
import type { InventoryFlags, LoginFlags } from "./flags.ts";
import { connectionVariables } from "./host-targets.ts";
import { loadInventory, refuseSample } from "./load-inventory.ts";
import { confirm } from "./prompt.ts";
import { selectLimited } from "./select-limited.ts";
import { trustTable } from "./trust-table.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";

/** Flags of `trust`. */
export interface TrustFlags extends InventoryFlags, Pick<LoginFlags, "sshCommonArgs" | "timeout"> {
  readonly file?: string;
  readonly dns?: boolean;
  readonly replace?: boolean;
  readonly yes?: boolean;
}

/** Hosts looked at together; each has one connection. */
const together = 50;

/** Looks at hosts' keys, shows them, and adds what is to be trusted to known_hosts; gives the exit code. RB3xxx, RB4xxx. */
export async function trustHosts(world: World, pattern: string, flags: TrustFlags): Promise<number> {
  const rules = await rulesOf(world, flags);
  const targets = await targetsOf(world, pattern, flags);
  const transport = createSsh2Transport();
  const looks: HostLook[] = [];
  for (let start = 0; start < targets.length; start += together) {
    const some = targets.slice(start, start + together);
    looks.push(...(await Promise.all(some.map((target) => lookAtHost(transport, target)))));
  }
  const verdicts = flags.dns ? await verdictsOf(looks) : undefined;
  const decided = looks.map(
    (look) => [look, decideTrust(look, { ...rules, ...(verdicts && { dns: verdicts }) })] as const,
  );
  world.output.write(trustTable(decided));
  const edits = trustEdits(decided);
  const refused = decided.some(([, { kind }]) => kind === "refused");
  if (edits.size === 0) return refused ? 4 : 0;
  if (!(await agreed(world, flags, [...edits.keys()]))) {
    world.output.write("nothing was written\n");
    return 4;
  }
  for (const [file, edit] of edits) {
    editKnownHosts(file, edit);
    world.output.write(`${counted(edit.add.length)} added to ${file}\n`);
  }
  return refused ? 4 : 0;
}

/** What DNS says of every key that was seen, all asked at once. */
async function verdictsOf(looks: readonly HostLook[]): Promise<ReadonlyMap<HostLook, DnsVerdict>> {
  const from = { servers: dns.getServers(), deadline: 3_000 };
  const seen = looks.flatMap((look) => (look.kind === "seen" ? [look] : []));
  const asking = seen.map(async (look) => [look, await compareWithDns(look.key, look.target, from)] as const);
  return new Map(await Promise.all(asking));
}

async function rulesOf(world: World, { file, replace }: TrustFlags): Promise<TrustRules> {
  if (file === undefined) return { replace: replace === true };
  const { text } = await readSourceFile(resolve(world.directory, file), file);
  return { replace: replace === true, fingerprints: parseFingerprints(text, file) };
}

async function targetsOf(world: World, pattern: string, flags: TrustFlags): Promise<readonly SshTarget[]> {
  const { inventory, folder } = await loadInventory(flags, world, { vault: await vaultFor(world, flags) });
  refuseSample(inventory);
  const limited = await selectLimited(inventory, flags.limit, world.directory);
  const hosts = selectHosts(inventory, pattern).filter(({ name }) => !limited || limited.has(name));
  const { targetOf } = await connectionsFor(world, flags, {
    inventory,
    folder,
    keepSecret() {},
    hold: (ask) => ask(),
    announce() {},
  });
  const outside = outsideOf({ folder, environment: world.environment });
  const variables = connectionVariables(inventory, outside);
  const targets = await Promise.all(hosts.map((host) => targetOf(host.name, variables(host))));
  const reached = targets.flatMap((target) => (target.kind === "ssh" ? [target] : []));
  if (reached.length > 0) return reached;
  throw problem("RB3002", `none of the hosts of "${pattern}" is reached over ssh, so there is no host key`);
}

async function agreed(world: World, { yes }: TrustFlags, files: readonly string[]): Promise<boolean> {
  if (yes) return true;
  if (!world.input.isTTY) {
    throw problem("RB8002", "trust needs a yes, and nobody can be asked here", {
      hint: "Compare the fingerprints, then give -y; with --file only listed keys are added.",
    });
  }
  return confirm(world, `Have you compared the fingerprints, and shall the keys be added to ${files.join(" and ")}?`);
}

function counted(count: number): string {
  return count === 1 ? "1 key" : `${count} keys`;
}
