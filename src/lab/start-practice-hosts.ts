import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../secrets/replace-file.ts";
import { keepAnswers } from "./answers-file.ts";
import { hostEnvironment, loginUser, makeHostFolder, neolaneHome } from "./host-folder.ts";
import { inventoryFile, type RunningHost } from "./inventory-file.ts";
import { keptKeyPair, newKeyPair } from "./key-pair.ts";
import { claimLabFolder } from "./lab-folder.ts";
import { planFleet } from "./plan-fleet.ts";
import type { PracticeHost } from "./practice-host.ts";
import { closedPort, type PracticeServer, startPracticeServer } from "./practice-server.ts";
import type { Scenario } from "./scenarios.ts";

/** A fleet to start. */
export interface PracticeFleetOptions {
  /** Absolute; made when it is not there. Everything the hosts are and do lies in it. */
  readonly folder: string;
  readonly count: number;
  readonly scenario?: Scenario;
  /** Told what happens on the hosts, without commands. */
  readonly log?: (line: string) => void;
}

/** Practice hosts that accept logins. */
export interface PracticeFleet {
  readonly hosts: readonly RunningHost[];
  readonly inventoryFile: string;
  readonly answersFile: string;
  readonly knownHostsFile: string;
  /** The private key that logs in, as `neolane`. */
  readonly keyFile: string;
  /** Ends the hosts and what runs on them; the folder stays. */
  stop(): Promise<void>;
}

/**
 * Starts practice hosts in this process, on free ports of 127.0.0.1, and writes what is needed to reach them into the folder.
 * RB8003 when the folder cannot be used.
 */
export async function startPracticeHosts(options: PracticeFleetOptions): Promise<PracticeFleet> {
  const { folder, count, scenario = "default" } = options;
  const plans = planFleet(count, scenario);
  await claimLabFolder(folder, count, scenario);
  for (const name of ["hosts", "host-keys"]) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  const files = {
    inventoryFile: join(folder, "inventory.yaml"),
    knownHostsFile: join(folder, "known_hosts"),
    keyFile: join(folder, "id_ed25519"),
  };
  const answers = keepAnswers(folder);
  answers.catch(() => undefined);
  const client = await keptKeyPair(files.keyFile);
  const started: Started[] = [];
  const stop = async () => void (await Promise.all(started.map(({ server }) => server?.stop())));
  try {
    for (const plan of plans) started.push(await startHost(plan, options, client.privateKey));
    const hosts = started.map(({ host }) => host);
    const inventory = inventoryFile(hosts, { keyFile: files.keyFile, knownHosts: files.knownHostsFile });
    await replaceFile(files.knownHostsFile, started.map(({ knownHost }) => knownHost).join(""), 0o600);
    await replaceFile(files.inventoryFile, inventory, 0o644);
    return { hosts, ...files, answersFile: await answers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Started {
  readonly host: RunningHost;
  readonly knownHost: string;
  readonly server: PracticeServer | undefined;
}

async function startHost(plan: PracticeHost, options: PracticeFleetOptions, clientKey: string): Promise<Started> {
  const folder = join(options.folder, "hosts", plan.name);
  await makeHostFolder(folder, plan);
  const hostKey = await keptKeyPair(join(options.folder, "host-keys", plan.name));
  const user = loginUser(plan);
  const environment = hostEnvironment(folder, user);
  const log = (line: string) => options.log?.(`${plan.name} ${line}`);
  const server =
    plan.trouble === "unreachable"
      ? undefined
      : await startPracticeServer({
          hostKey: hostKey.privateKey,
          user,
          clientKey,
          directory: environment.HOME,
          environment,
          log,
        });
  const port = server?.port ?? (await closedPort());
  const known = plan.trouble === "wrong-host-key" ? newKeyPair() : hostKey;
  return {
    host: { name: plan.name, instance: plan.instance, port, user, folder, neolaneHome: join(folder, neolaneHome) },
    knownHost: `[127.0.0.1]:${port} ${known.publicKey}\n`,
    server,
  };
}
