import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startPracticeHosts } from "../../src/lab/start-practice-hosts.ts";
import type { Target } from "../../src/transport/connection.ts";
import { workshop } from "./engine.ts";
import type { ExampleHost, Stage } from "./examples-on-host.ts";
import { RealLab } from "./real-lab.ts";

/** This machine with a home of its own; `path` goes first in its PATH. The environment of this process is set for it. */
export async function localExamples(stage: Stage, path?: (folder: string) => Promise<string>): Promise<ExampleHost> {
  const shop = workshop();
  const home = join(shop.folder, "home");
  const here = join(shop.folder, "examples");
  await mkdir(home);
  await stage.lay(here, here);
  await stage.layBeside(shop.folder);
  const usual = { HOME: process.env.HOME, PATH: process.env.PATH };
  process.env.HOME = home;
  if (path) process.env.PATH = `${await path(shop.folder)}:${usual.PATH}`;
  return {
    root: here,
    here,
    home,
    walk: (walking) => shop.walk(walking),
    async close() {
      Object.assign(process.env, usual);
      shop.close();
    },
  };
}

/** A practice host, reached by ssh2. */
export async function practiceExamples(stage: Stage): Promise<ExampleHost> {
  const shop = workshop();
  const fleet = await startPracticeHosts({ folder: join(shop.folder, "lab"), count: 1 });
  const [host] = fleet.hosts;
  if (!host) throw new Error("no practice host was started");
  const here = join(host.folder, "examples");
  await stage.lay(here, here);
  await stage.layBeside(shop.folder);
  const address = { address: "127.0.0.1", port: host.port, user: host.user };
  const target = sshTarget({ ...address, keyFile: fleet.keyFile, knownHosts: fleet.knownHostsFile });
  return {
    root: here,
    here,
    home: host.neolaneHome,
    walk: (walking) => shop.walk({ ...walking, target }),
    async close() {
      await fleet.stop();
      shop.close();
    },
  };
}

/** A host with a real sshd, whose overlay tells what was written anywhere on it. */
export async function sshdExamples(stage: Stage): Promise<ExampleHost> {
  const shop = workshop();
  const root = "/srv/examples";
  const staged = join(shop.folder, "staged");
  await stage.lay(staged, root, 4242);
  await stage.layBeside(shop.folder);
  const product = shop.put("product.sh", `mkdir -p "$1/srv" && cp -a '${staged}' "$1${root}"\n`);
  const lab = await RealLab.up(1, { product });
  const address = { address: lab.address(1), port: lab.port, user: "neolane" };
  const target = sshTarget({ ...address, keyFile: lab.keyFile, knownHosts: lab.knownHosts });
  return {
    root,
    here: lab.path(1, root),
    written: () => lab.written(1),
    walk: (walking) => shop.walk({ ...walking, target }),
    async close() {
      await lab.down();
      shop.close();
    },
  };
}

interface Login {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly knownHosts: string;
}

function sshTarget({ keyFile, knownHosts, ...address }: Login): Target {
  return {
    kind: "ssh",
    name: "here",
    ...address,
    keyFiles: [keyFile],
    knownHosts: [knownHosts],
    connectDeadline: 10_000,
  };
}
