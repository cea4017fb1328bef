import type { Command } from "commander";
import type { End } from "./end.ts";
import { seconds, withInventory } from "./flags.ts";
import type { TrustFlags } from "./trust-hosts.ts";
import type { World } from "./world.ts";

const examples = `
Connects to every host without logging in and shows its host key beside what known_hosts says. Keys that
are new are added after a yes; keys that changed only with --replace. Compare the fingerprints with what
the hosts' console or their owner says (on a host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).

Examples:
  runbook trust all -i hosts.yaml
  runbook trust web --file fingerprints.txt -y     adds what the list names (lines: web1 SHA256:...), nothing else

Exit code: 0 when every host's key is known in the end, else 4.`;

/** `runbook trust PATTERN`: shows host keys, and adds them to known_hosts. */
export function addTrust(program: Command, world: World, end: End): void {
  const command = program
    .command("trust")
    .argument("<pattern>", "hosts or groups")
    .description("show the hosts' keys and add them to known_hosts");
  withInventory(command)
    .option("--file <fingerprints>", "trust only the keys that this file lists")
    .option("--dns", "trust only keys that agree with the hosts' SSHFP records")
    .option("--replace", "replace keys that changed")
    .option("--ssh-common-args <args>", 'ssh options: "-o Key=Value ..."')
    .option("-T, --timeout <seconds>", "seconds to wait for a connection (default: 10)", seconds)
    .option("-y, --yes", "do not ask")
    .addHelpText("after", examples)
    .action(async (pattern: string, flags: TrustFlags) => {
      const { trustHosts } = await import("./trust-hosts.ts");
      end(await trustHosts(world, pattern, flags));
    });
}
