import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { campaignFiles } from "../../src/lab/campaign-files.ts";
import { planFleet } from "../../src/lab/plan-fleet.ts";
import type { PracticeHost } from "../../src/lab/practice-host.ts";
import type { Scenario } from "../../src/lab/scenarios.ts";
import { RealLab } from "./real-lab.ts";

/** Home of neolane on a real Campaign host. */
export const campaignHome = "/usr/local/neolane";

/** A lab of real sshd hosts, and what practice installation host I has. */
export interface CampaignLab {
  readonly lab: RealLab;
  readonly hosts: readonly PracticeHost[];
  /** The configuration file of host I's instance, as its first bytes were. */
  instanceFile(host: number): string;
}

/** Real sshd hosts with a practice Campaign installation each, dealt out to three instances. */
export async function startCampaignLab(count: number, scenario: Scenario = "default"): Promise<CampaignLab> {
  const hosts = planFleet(count, scenario);
  const stage = mkdtempSync(join(tmpdir(), "runbook-campaign-"));
  try {
    for (const [index, host] of hosts.entries()) install(join(stage, String(index + 1)), host);
    const product = join(stage, "product.sh");
    writeFileSync(
      product,
      `for d in ${stage}/[0-9]*; do mkdir -p "$1.\${d##*/}/usr/local" && cp -a "$d" "$1.\${d##*/}${campaignHome}" || exit 1; done
mkdir -p "$1${campaignHome}"\n`,
    );
    const lab = await RealLab.up(count, {
      product,
      home: campaignHome,
      variables: (host) => ({ instance: hosts[host - 1]?.instance ?? "" }),
    });
    return {
      lab,
      hosts,
      instanceFile: (host) => join(campaignHome, `nl6/conf/config-${hosts[host - 1]?.instance}.xml`),
    };
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function install(folder: string, host: PracticeHost): void {
  for (const { path, content, mode } of campaignFiles(host)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    chmodSync(target, mode);
  }
}
